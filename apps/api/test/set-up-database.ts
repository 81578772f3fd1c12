import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
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
  const server = fork(join(import.meta.dirname, 'postgres-server.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(server, 'exit');
  const [url] = await Promise.race([
    once(server, 'message'),
    ended.then(() => Promise.reject(new Error('Postgres did not start'))),
  ]);
  project.provide('postgresUrl', String(url));
  return async () => {
    server.disconnect();
    await ended;
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
