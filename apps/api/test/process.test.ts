import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSesSimulator } from '@carepost/ses-simulator';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openDatabase } from '../src/database/open-database.ts';
import { freshDatabase } from './database.ts';
import { openReceiver } from './webhook-receiver.ts';

// Real processes of the built service: what a signal, a second start or a taken port does cannot be seen from inside.
let folder: string;
const running = new Set<ChildProcess>();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carepost-process-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  await rm(folder, { recursive: true, force: true });
});

function startProcess(env: Record<string, string>, entry = 'server', ...args: string[]) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', `dist/${entry}.mjs`, ...args],
    {
      cwd: join(import.meta.dirname, '..'),
      env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'info', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  running.add(child);
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const ready = Promise.race([
    once(child, 'message').then(() => /"url":"([^"]+)"/.exec(output)?.[1] ?? ''),
    ended.then(() => Promise.reject(new Error(`ended before it was ready: ${output}`))),
  ]);
  ready.catch(() => {});
  return { child, ended, ready, output: () => output };
}

const send = (url: string, n: number) =>
  fetch(`${url}/api/email/test-custom`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: `n${n}@example.com`, template: 'WELCOME' }),
  }).then(async (response) => (response.ok ? ((await response.json()) as { id: string }).id : undefined));

async function freePort(): Promise<number> {
  await using simulator = await createSesSimulator();
  return Number(new URL(simulator.url).port);
}

test('SIGTERM in the middle of 100 sends, then a new start: 100 delivered, each accepted once', {
  timeout: 120_000,
}, async () => {
  await using simulator = await createSesSimulator({ eventDelayMs: 5, quota: { maxPerSecond: 4 } });
  const database = await freshDatabase();
  const port = await freePort();
  const env = { ...database, DATA_DIR: folder, PORT: String(port), SIMULATOR_URL: simulator.url };
  const first = startProcess(env);
  const url = await first.ready;
  await simulator.subscribe(`${url}/webhooks/ses`);
  const ids = await Promise.all(Array.from({ length: 100 }, (_, n) => send(url, n)));
  expect(new Set(ids).size).toBe(100);
  // In the middle: some have reached the provider, most have not (the account's rate is 4 a second).
  await expect.poll(() => simulator.inbox.count, { timeout: 30_000 }).toBeGreaterThan(5);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(simulator.inbox.count).toBeLessThan(100);

  simulator.account.change({ quota: { maxPerSecond: 200 } });
  const second = startProcess(env);
  await second.ready;
  const delivered = async () => {
    const page = await fetch(`${url}/api/emails/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'delivered', limit: 100 }),
    });
    return ((await page.json()) as { emails: unknown[] }).emails.length;
  };
  await expect.poll(delivered, { timeout: 60_000, interval: 500 }).toBe(100);
  // The simulator may have throttled some; what it accepted it accepted once.
  for (const id of ids) expect(simulator.calls.ofEmail(id ?? '').accepted).toBe(1);
  expect(simulator.inbox.count).toBe(100);
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
});

const testEmbedded = test.skipIf(inject('postgresUrl'));

testEmbedded(
  'a second process on one embedded database says so in one line, and the first is not harmed',
  {
    timeout: 60_000,
  },
  async () => {
    const env = { DATA_DIR: folder, PORT: '0', SIMULATOR_URL: 'http://127.0.0.1:9' };
    const first = startProcess(env);
    const url = await first.ready;
    const second = startProcess(env);
    await expect(second.ready).rejects.toThrow();
    expect(await second.ended).toBe(1);
    expect(second.output().trim().split('\n')).toEqual([
      expect.stringContaining('is in use by another Carepost process'),
    ]);
    expect(await send(url, 1)).toMatch(/^[0-9a-f-]{36}$/);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const third = startProcess(env);
    const again = await third.ready;
    const page = await fetch(`${again}/api/emails/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(((await page.json()) as { emails: unknown[] }).emails).toHaveLength(1);
  },
);

testEmbedded('a process that was killed leaves no lock behind', { timeout: 60_000 }, async () => {
  const env = { DATA_DIR: folder, PORT: '0', SIMULATOR_URL: 'http://127.0.0.1:9' };
  const first = startProcess(env);
  await first.ready;
  first.child.kill('SIGKILL');
  await first.ended;
  await startProcess(env).ready;
});

test('kill -9 while a webhook is being delivered: after the lease it comes again, under the same id', {
  timeout: 60_000,
}, async () => {
  await using receiver = await openReceiver();
  receiver.answer = () => {};
  const database = { ...(await freshDatabase()), DATA_DIR: folder };
  const env = { ...database, PORT: '0', SIMULATOR_URL: 'http://127.0.0.1:9' };
  const first = startProcess(env);
  const url = await first.ready;
  const post = async (path: string, body: object) =>
    (await (
      await fetch(`${url}/api${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json()) as { endpoint: { id: string }; deliveryId: string };
  const { endpoint } = await post('/webhooks', { url: receiver.url });
  const { deliveryId } = await post(`/webhooks/${endpoint.id}/test`, {});
  await receiver.until(1);
  first.child.kill('SIGKILL');
  await first.ended;

  const inspect = await openDatabase({ url: database.DATABASE_URL, dataDir: folder });
  const delivery = () => inspect.prisma.webhookDelivery.findUniqueOrThrow({ where: { id: deliveryId } });
  expect(await delivery()).toMatchObject({ status: 'pending', attempts: 1 });
  expect((await delivery()).leaseUntil?.getTime()).toBeGreaterThan(Date.now());
  await inspect.prisma.$executeRaw`UPDATE "WebhookDelivery" SET "leaseUntil" = now() - interval '1 second'`;
  await inspect.close();
  const second = startProcess(env);
  await second.ready;
  const [held, repeated] = await receiver.until(2);
  expect(repeated?.id).toBe(held?.id);
  expect(repeated?.body).toBe(held?.body);
});

test('a taken port and a broken configuration each end with one clear line', {
  timeout: 60_000,
}, async () => {
  await using simulator = await createSesSimulator();
  const port = new URL(simulator.url).port;
  const taken = startProcess({ DATA_DIR: 'memory://', PORT: port, LOG_LEVEL: 'silent' });
  expect(await taken.ended).toBe(1);
  expect(taken.output().trim()).toBe(
    `Port ${port} is in use. Stop what uses it, or choose another with PORT=${Number(port) + 1}.`,
  );
  const broken = startProcess({ DATA_DIR: 'memory://', PORT: 'eighty' });
  expect(await broken.ended).toBe(1);
  expect(broken.output()).toMatch(
    /^The configuration is not valid \(see \.env\.example\):\n {2}PORT +must be a number\n$/,
  );
});

test('without KMS a start ends with one clear line; with it keys are changed from the command line', {
  timeout: 180_000,
}, async () => {
  await using simulator = await createSesSimulator();
  const database = { ...(await freshDatabase()), DATA_DIR: folder };
  const env = { ...database, PORT: '0', SIMULATOR_URL: simulator.url, MASTER_KEY_KMS_ID: 'alias/carepost' };
  const away = startProcess({ ...env, SIMULATOR_URL: 'http://127.0.0.1:9', LOG_LEVEL: 'silent' });
  expect(await away.ended).toBe(1);
  expect(away.output().trim()).toBe(
    'AWS KMS in us-east-1 cannot be reached; the master key is alias/carepost.',
  );
  const service = startProcess(env);
  await send(await service.ready, 1);
  service.child.kill('SIGTERM');
  await service.ended;

  const admin = async (command: string, more: Record<string, string> = {}) => {
    const run = startProcess({ ...env, ...more }, 'admin', command);
    expect(await run.ended, run.output()).toBe(0);
    return run.output();
  };
  expect(await admin('rotate-keys')).toContain('sealed under the new data key');
  expect(await admin('reseal')).toMatch(/Sealed anew: [1-9]\d*\. Did not open: 0\./);
  const toFile = {
    MASTER_KEY_KMS_ID: '',
    MASTER_KEY_FILE: join(folder, 'next.key'),
    PREVIOUS_MASTER_KEY_KMS_ID: 'alias/carepost',
  };
  expect(await admin('rewrap-keys', toFile)).toContain('3 moved, 0 were already');
  await startProcess({ ...env, ...toFile, PREVIOUS_MASTER_KEY_KMS_ID: '' }).ready;
});
