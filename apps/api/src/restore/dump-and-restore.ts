import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** Major version of the pg_dump in this path; undefined when there is none. */
export async function findPgDump(toolPath: string): Promise<number | undefined> {
  try {
    const { stdout } = await run('pg_dump', ['--version'], { env: { PATH: toolPath } });
    return Number(/(\d+)/.exec(stdout)?.[1]);
  } catch {
    return undefined;
  }
}

/** Postgres's own way: a dump of one snapshot into a file that nobody else may read, and from there into an empty database. */
export async function dumpAndRestore(
  { source, target, toolPath }: { source: string; target: string; toolPath: string },
  snapshot: string,
): Promise<void> {
  const from = { ...pgEnv(source), PATH: toolPath };
  const into = { ...pgEnv(target), PATH: toolPath };
  const folder = await mkdtemp(join(tmpdir(), 'carepost-dump-'));
  const file = join(folder, 'dump');
  try {
    await run('pg_dump', ['--format=custom', `--snapshot=${snapshot}`, `--file=${file}`], { env: from });
    // Roles are of the machine, not of the dump: the next migration grants what the new ones need.
    const options = ['--no-owner', '--no-privileges', '--exit-on-error', `--dbname=${into.PGDATABASE}`];
    await run('pg_restore', [...options, file], { env: into });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// In the environment and not in the arguments, which every user of a machine can read.
function pgEnv(url: string) {
  const { host, port, user = '', password, database = '' } = new pg.Client({ connectionString: url });
  const sslMode = new URL(url).searchParams.get('sslmode');
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: database,
    ...(password ? { PGPASSWORD: password } : {}),
    ...(sslMode ? { PGSSLMODE: sslMode } : {}),
  };
}
