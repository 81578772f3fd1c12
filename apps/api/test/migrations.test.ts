import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { expect, test } from 'vitest';
import { diffMigrations, migrate } from '../src/database/migrate.ts';

test('the migrations lead exactly to the schema', async () => {
  await using pglite = await PGlite.create();
  const sql = await diffMigrations(bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(pglite)));
  expect(sql, 'run `pnpm --filter @carepost/api migration <name>`').toBe('');
});

test('migrating twice applies nothing the second time and leaves Prisma’s own table', async () => {
  await using pglite = await PGlite.create();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(pglite));
  expect((await migrate(adapter)).length).toBeGreaterThan(0);
  expect(await migrate(adapter)).toEqual([]);
  const { rows } = await pglite.query('SELECT finished_at FROM _prisma_migrations WHERE finished_at IS NULL');
  expect(rows).toEqual([]);
});
