import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { vi } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const server = join(root, 'apps/api/dist/server.mjs');
const simulator = join(root, 'packages/ses-simulator/src/main.ts');
const studio = join(root, 'apps/preview/dist/index.html');

export type Product = AsyncDisposable & {
  url: string;
  sendTest(to: string, template: string): Promise<string>;
};

/**
 * Starts what `npm start` starts: the SES simulator and the built API with its worker, on ports and a data folder of their own.
 * @throws Error when something is not built, or does not get ready; then with what it printed.
 */
export async function startProduct(): Promise<Product> {
  for (const [file, name] of [
    [server, '@carepost/api'],
    [studio, '@carepost/preview'],
  ] as const) {
    if (!existsSync(file)) throw new Error(`Not built: run \`pnpm --filter ${name} build\` first.`);
  }
  await using started = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'carepost-studio-'));
  started.defer(() => rm(dataDir, { recursive: true, force: true }));
  const [port, simulatorPort] = [await findFreePort(), await findFreePort()];
  const url = `http://127.0.0.1:${port}`;
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;

  started.use(
    startProcess(simulator, {
      SIMULATOR_PORT: String(simulatorPort),
      SIMULATOR_SUBSCRIBER: `${url}/webhooks/ses`,
    }),
  );
  const api = started.use(
    startProcess(server, {
      DATA_DIR: dataDir,
      PORT: String(port),
      HOST: '127.0.0.1',
      SIMULATOR_URL: simulatorUrl,
    }),
  );
  await vi.waitFor(
    async () => {
      const ready = await fetch(`${url}/readyz`).catch(() => undefined);
      if (!ready?.ok) throw new Error(`The service is not ready. It printed:\n${api.printed()}`);
    },
    { timeout: 45_000, interval: 50 },
  );

  const owned = started.move();
  return {
    url,
    async sendTest(to, template) {
      const response = await fetch(`${url}/api/email/test-custom`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to, template }),
      });
      const answer: unknown = await response.json();
      if (typeof answer !== 'object' || answer === null || !('id' in answer)) {
        throw new Error(`The test email was not accepted: ${JSON.stringify(answer)}`);
      }
      return String(answer.id);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function startProcess(
  file: string,
  environment: Record<string, string>,
): AsyncDisposable & { printed(): string } {
  // Nothing of this shell's settings may reach the product: no real account, no other database.
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  return { printed: () => output, [Symbol.asyncDispose]: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const killing = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exited;
  clearTimeout(killing);
}

async function findFreePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
}
