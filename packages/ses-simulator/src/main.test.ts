import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { GetAccountCommand } from '@aws-sdk/client-sesv2';
import { expect, test, vi } from 'vitest';
import { createClient } from '../test/create-client.ts';
import { startSubscriber } from '../test/start-subscriber.ts';
import { createSesSimulator } from './create-ses-simulator.ts';
import { HELP, readOptions } from './main-options.ts';

// Each starts a process, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

/** Runs the entry as its own process. */
function run(variables: Record<string, string>, ...options: string[]) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url)), ...options], {
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]) => code);
  const text = async (stream: Readable) => Buffer.concat(await stream.toArray()).toString();
  return { child, exited, text };
}

test('a standalone simulator says when it is ready, subscribes its webhook, and stops on SIGTERM', async () => {
  let url = '';
  await using subscriber = await startSubscriber({ fetchSns: (target) => fetch(url + target.slice(35)) });
  const { child, exited } = run({ SIMULATOR_PORT: '0', SIMULATOR_SUBSCRIBER: subscriber.url });
  const ready = Promise.withResolvers<string>();
  const confirmed = Promise.withResolvers<void>();
  child.stdout.on('data', (chunk: Buffer) => {
    const found = /ready on (http:\S+)/.exec(chunk.toString())?.[1];
    if (found) ready.resolve(found);
    if (chunk.includes('confirmed')) confirmed.resolve();
  });
  url = await ready.promise;
  await expect(createClient(url).send(new GetAccountCommand({}))).resolves.toBeDefined();
  await confirmed.promise;
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});

test('a taken port ends the start with one line that names the port and the variable', async () => {
  await using taken = await createSesSimulator();
  const { port } = new URL(taken.url);
  const { child, exited, text } = run({ SIMULATOR_PORT: port });
  const error = await text(child.stderr);
  expect(error).toBe(`ses-simulator: port ${port} is in use; set SIMULATOR_PORT to another one.\n`);
  expect(await exited).toBe(1);
});

test('--help lists every variable', async () => {
  const { child, exited, text } = run({}, '--help');
  expect(await text(child.stdout)).toBe(HELP);
  expect(await exited).toBe(0);
});

test('a queue named in the environment gets the events', async () => {
  const read = readOptions({ SIMULATOR_PORT: '0', SIMULATOR_QUEUES: 'events, audit' });
  await using simulator = await createSesSimulator('options' in read ? read.options : {});
  const topic = await (await fetch(`${simulator.url}/_simulator/topic`)).json();
  expect(topic).toMatchObject({
    subscriptions: ['events', 'audit'].map((name) => ({
      endpoint: `arn:aws:sqs:us-east-1:000000000000:${name}`,
      confirmed: true,
    })),
  });
  await expect(createSesSimulator({ queues: ['no good'] })).rejects.toBeInstanceOf(RangeError);
});

test('every bad variable is reported at once, and an empty one counts as unset', () => {
  const read = readOptions({
    SIMULATOR_PORT: '99999',
    SIMULATOR_SUBSCRIBER: 'nonsense',
    SIMULATOR_SANDBOX: 'maybe',
    SIMULATOR_REGION: '',
  });
  expect('problems' in read ? read.problems : []).toEqual([
    expect.stringMatching(/^SIMULATOR_PORT /),
    'SIMULATOR_SUBSCRIBER must be an http or https URL',
    'SIMULATOR_SANDBOX must be true or false',
  ]);
});
