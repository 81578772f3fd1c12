import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';

/** A real Postgres server of this run. */
export type Postgres = AsyncDisposable & {
  /** Creates a database and gives its URL. */
  createDatabase(): Promise<string>;
  /** Stops the server at once, as a crash would, and starts it on the same data. Resolves when it answers. */
  restartImmediately(): Promise<void>;
};

/** Starts a server on a free port of loopback, with its data in a folder that goes with it. */
export async function startPostgres(): Promise<Postgres> {
  const server = fork(join(import.meta.dirname, 'postgres-process.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const ended = once(server, 'exit');
  const message = async () => {
    const [text] = await Promise.race([
      once(server, 'message'),
      ended.then(() => Promise.reject(new Error('Postgres ended unexpectedly.'))),
    ]);
    return z.string().parse(text);
  };
  const adminUrl = await message();
  return {
    async createDatabase() {
      const url = new URL(adminUrl);
      url.pathname = `/chaos_${randomBytes(6).toString('hex')}`;
      const admin = new pg.Client({ connectionString: adminUrl });
      await admin.connect();
      await admin.query(`CREATE DATABASE ${url.pathname.slice(1)}`);
      await admin.end();
      return url.href;
    },
    async restartImmediately() {
      const restarted = message();
      server.send('restart');
      await restarted;
    },
    async [Symbol.asyncDispose]() {
      if (server.connected) server.disconnect();
      await ended;
    },
  };
}
