import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { expect, inject, test } from 'vitest';
import { diffMigrations, migrate } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/open-database.ts';
import { packageFolder } from '../src/database/package-folder.ts';
import { pgliteMigrations } from '../src/database/pglite-migrations.ts';
import { freshDatabase } from './database.ts';

test('the migrations lead exactly to the schema', async () => {
  await using pglite = await PGlite.create();
  const sql = await diffMigrations(bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(pglite)));
  expect(sql, 'run `pnpm --filter @carepost/api migration <name>`').toBe('');
});

test('a migration that fails is reported, leaves nothing of itself, and is not noted as applied', async () => {
  await using pglite = await PGlite.create();
  const adapter = bindMigrationAwareSqlAdapterFactory(pgliteMigrations(pglite));
  const folder = await mkdtemp(join(tmpdir(), 'carepost-migration-'));
  try {
    await mkdir(join(folder, '20260101000000_broken'));
    await writeFile(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
    const sql = 'BEGIN;\nCREATE TABLE half (id int);\nCREATE TABLE half (id int);\nCOMMIT;\n';
    await writeFile(join(folder, '20260101000000_broken', 'migration.sql'), sql);
    await expect(migrate(adapter, folder)).rejects.toThrow();
    await pglite.exec('ROLLBACK');
    expect((await pglite.query("SELECT to_regclass('half') AS half")).rows).toEqual([{ half: null }]);
    const { rows } = await pglite.query('SELECT finished_at FROM _prisma_migrations');
    expect(rows).toEqual([{ finished_at: null }]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.skipIf(!inject('postgresUrl'))('processes that start together on Postgres all come up', async () => {
  const { DATABASE_URL: url } = await freshDatabase();
  const start = async () => {
    const database = await openDatabase({ url, dataDir: 'memory://' });
    const applied = await database.migrate();
    await database.close();
    return applied.length;
  };
  const applied = await Promise.all([start(), start(), start(), start()]);
  const folders = await readdir(join(packageFolder, 'prisma', 'migrations'), { withFileTypes: true });
  const all = folders.filter((entry) => entry.isDirectory()).length;
  expect(applied.toSorted((a, b) => a - b)).toEqual([0, 0, 0, all]);
});

test.skipIf(!inject('postgresUrl'))(
  'a listener survives a connection that Postgres cuts, and says that it missed something',
  async () => {
    const { DATABASE_URL: url } = await freshDatabase();
    const database = await openDatabase({ url, dataDir: 'memory://' });
    const heard: string[] = [];
    const stop = await database.listen(
      'carepost_test',
      (payload) => heard.push(payload),
      () => heard.push('(missed)'),
    );
    await database.prisma.$executeRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query = 'LISTEN carepost_test'`;
    await expect.poll(() => heard, { timeout: 15_000 }).toEqual(['(missed)']);
    await database.prisma.$executeRaw`SELECT pg_notify('carepost_test', 'hello')`;
    await expect.poll(() => heard).toEqual(['(missed)', 'hello']);
    await stop();
    await database.close();
  },
);

test('migrating twice applies nothing the second time and leaves Prisma’s own table', async () => {
  await using pglite = await PGlite.create();
  const adapter = bindMigrationAwareSqlAdapterFactory(pgliteMigrations(pglite));
  expect((await migrate(adapter)).length).toBeGreaterThan(0);
  expect(await migrate(adapter)).toEqual([]);
  const { rows } = await pglite.query('SELECT finished_at FROM _prisma_migrations WHERE finished_at IS NULL');
  expect(rows).toEqual([]);
});
