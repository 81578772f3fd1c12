import pg from 'pg';
import type { MasterKeySource } from '../sealing/open-master-key.ts';
import { checkRestored } from './check-restored.ts';
import { copyRows } from './copy-rows.ts';
import { countRows } from './count-rows.ts';
import { dumpAndRestore, findPgDump } from './dump-and-restore.ts';

export type Drill = {
  source: string;
  /** An empty database on the new machine. */
  target: string;
  /** The copy of the master key that a real restore would use. */
  masterKey: MasterKeySource;
  headFiles: readonly string[];
  /** Where pg_dump and pg_restore are looked for, as in PATH. */
  toolPath: string;
};

/**
 * Restores the running service's database into an empty one and checks it, as after the loss of a machine. The source is read
 * in one snapshot and goes on working. Returns the exit code: 0 when everything is there, 1 when something is not.
 */
export async function runRestoreDrill(drill: Drill, say: (line: string) => void): Promise<0 | 1> {
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
  await requireEmpty(drill.target);
  const source = new pg.Client({ connectionString: drill.source });
  await source.connect();
  let counts: Map<string, number>;
  try {
    await source.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    counts = await countRows(source);
    await copy(source, counts, drill, say);
  } finally {
    await source.end();
  }
  say(`The data is in the new database after ${seconds()} s.`);
  const { target: url, masterKey, headFiles } = drill;
  const code = await checkRestored({ url, masterKey, headFiles }, counts, say);
  say(`${code === 0 ? 'Restored and checked' : 'The restored database is not whole,'} after ${seconds()} s.`);
  return code;
}

async function copy(
  source: pg.Client,
  counts: ReadonlyMap<string, number>,
  drill: Drill,
  say: (line: string) => void,
): Promise<void> {
  const { rows } = await source.query<{ version: number; snapshot: string }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version, pg_export_snapshot() AS snapshot`,
  );
  const { version = 0, snapshot = '' } = rows[0] ?? {};
  const tool = await findPgDump(drill.toolPath);
  if (tool !== undefined && tool >= version) {
    say(`Dumping and restoring with pg_dump ${tool}.`);
    await dumpAndRestore(drill, snapshot);
    return;
  }
  const why = tool === undefined ? 'There is no pg_dump here' : `pg_dump ${tool} is older than the server`;
  say(`${why} (Postgres ${version}): rows are copied instead, so YOUR DUMPS ARE NOT TESTED by this drill.`);
  await copyRows(source, counts.keys(), drill.target);
}

/** The target is not the empty database that a restore needs; nothing was touched. */
class TargetNotEmptyError extends Error {
  override readonly name = 'TargetNotEmptyError';
}

async function requireEmpty(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if ((await countRows(client)).size > 0)
      throw new TargetNotEmptyError('--into must be an empty database: this one has tables.');
  } finally {
    await client.end();
  }
}
