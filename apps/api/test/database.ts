import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import pg from 'pg';
import { inject } from 'vitest';

/** Settings of a fresh database for one test: in memory, or on the Postgres the suite runs on. */
export async function freshDatabase(): Promise<{
  DATA_DIR: string;
  DATABASE_URL?: string;
  RUN_WORKER: string;
}> {
  const postgresUrl = inject('postgresUrl');
  if (!postgresUrl) return { DATA_DIR: 'memory://', RUN_WORKER: 'true' };
  const name = `test_${randomBytes(8).toString('hex')}`;
  const admin = new pg.Client({ connectionString: postgresUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return { DATA_DIR: 'memory://', DATABASE_URL: url.href, RUN_WORKER: 'true' };
}

/** What a service on PGlite starts from; undefined on Postgres. */
export async function databaseSnapshot(): Promise<Blob | undefined> {
  const path = inject('pgliteSnapshot');
  return path ? openAsBlob(path) : undefined;
}
