import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

// `npm start` as a person runs it, from its own script down to the delivered email.
const root = join(import.meta.dirname, '..');
const running = new Set<ChildProcess>();
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'carepost-start-'));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
});

function start(env: Record<string, string>, ...options: string[]) {
  const child = spawn(process.execPath, ['scripts/start.mjs', ...options], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return { child, ended, output: () => output };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address ? address.port : 0;
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

test('it sends a first email, stops every child, and goes on with the same data', {
  timeout: 240_000,
}, async () => {
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const env = { DATA_DIR: dataDir, PORT: String(port), SIMULATOR_PORT: String(simulatorPort) };
  const url = `http://127.0.0.1:${port}`;

  const first = start(env);
  await expect.poll(first.output, { timeout: 120_000 }).toContain('Ctrl-C stops everything');
  const told = first.output();
  const steps = ['accepted ', 'provider id 0', 'delivered in', 'Carepost runs', 'API key      cp_'];
  expect(steps.map((step) => told.indexOf(step)).toSorted((a, b) => a - b)).toEqual(
    steps.map((step) => told.indexOf(step)),
  );
  for (const step of steps) expect(told).toContain(step);
  expect(await (await fetch(url)).text()).toContain('<title>Carepost</title>');
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect([await answers(url), await answers(`http://127.0.0.1:${simulatorPort}`)]).toEqual([false, false]);

  const second = start(env, '--no-email');
  await expect.poll(second.output, { timeout: 120_000 }).toContain('Ctrl-C stops everything');
  expect(second.output()).not.toContain('cp_');
  const page = await fetch(`${url}/api/emails/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(await page.json()).toMatchObject({ emails: [{ template: 'welcome', status: 'delivered' }] });
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(await answers(url)).toBe(false);
});

test('a taken port, a wrong setting and a folder that is none each give one clear line', {
  timeout: 120_000,
}, async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const inUse = start({ PORT: String(port) });
  expect(await inUse.ended).toBe(1);
  expect(inUse.output()).toBe(
    `✗ Port ${port} is in use. Stop what uses it, or choose another: PORT=${port + 1} npm start\n`,
  );
  taken.close();

  const wrong = start({ PORT: 'eighty' });
  expect(await wrong.ended).toBe(1);
  expect(wrong.output()).toBe('✗ PORT must be a number from 1 to 65535.\n');

  const file = join(dataDir, 'a-file');
  await writeFile(file, '');
  const free = { PORT: String(await freePort()), SIMULATOR_PORT: String(await freePort()) };
  const noFolder = start({ ...free, DATA_DIR: file });
  expect(await noFolder.ended).toBe(1);
  expect(noFolder.output().trim().split('\n').at(-1)).toBe(`${file} is not a folder: set DATA_DIR to one.`);
});
