import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
const server = join(root, 'apps', 'api', 'dist', 'server.mjs');
const simulator = join(root, 'packages', 'ses-simulator', 'src', 'main.ts');

export type Product = { url: string; simulatorUrl: string } & AsyncDisposable;

/** Starts the built service and the SES simulator as processes of their own, on free ports and with an empty database. */
export async function startProduct(): Promise<Product> {
  if (!existsSync(server))
    throw new Error('The service is not built: run `pnpm --filter @carepost/api build` first.');
  const dataDir = await mkdtemp(join(tmpdir(), 'carepost-test-'));
  const [port, simulatorPort] = [await findFreePort(), await findFreePort()];
  const url = `http://127.0.0.1:${port}`;
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  const children: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(children.map(end));
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    children.push(
      start(simulator, { SIMULATOR_PORT: `${simulatorPort}`, SIMULATOR_SUBSCRIBER: `${url}/webhooks/ses` }),
      start(server, {
        NODE_ENV: 'test',
        HOST: '127.0.0.1',
        PORT: `${port}`,
        SIMULATOR_URL: simulatorUrl,
        DATA_DIR: dataDir,
        LOG_LEVEL: 'silent',
        // Empty values win over what a .env of this checkout may say.
        ...Object.fromEntries(
          [
            'EMAIL_PROVIDER',
            'DATABASE_URL',
            'MASTER_KEY_FILE',
            'RUN_WORKER',
            'DELIVER_ONLY_TO',
            'AWS_SES_FROM_EMAIL',
          ].map((name) => [name, '']),
        ),
      }),
    );
    await Promise.all(
      children.map((child, n) => waitUntilReady(child, n === 0 ? simulatorUrl : `${url}/readyz`)),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, simulatorUrl, [Symbol.asyncDispose]: stop };
}

function start(file: string, env: Record<string, string>): ChildProcess {
  return fork(file, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

async function waitUntilReady(child: ChildProcess, address: string): Promise<void> {
  const until = Date.now() + 60_000;
  while (child.exitCode === null && Date.now() < until) {
    const answer = await fetch(address).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${address} did not become ready.`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

/** A port nobody listens on at the moment. */
export async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
