import { once } from 'node:events';
import { createServer } from 'node:http';
import { createSesSimulator, type SesSimulator } from '@carepost/ses-simulator';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SuppressedDestination, type SuppressionList, withSuppressionList } from './suppression-list.ts';

const credentials = { accessKeyId: 'carepost-simulator', secretAccessKey: 'carepost-simulator' };
let now = Date.now();
let simulator: SesSimulator;
beforeAll(async () => {
  simulator = await createSesSimulator({ clock: () => new Date(now) });
});
beforeEach(() => simulator.suppression.clear());
afterAll(() => simulator.close());

const within = <T>(work: (list: SuppressionList) => Promise<T>, endpoint = simulator.url) =>
  withSuppressionList({ region: 'us-east-1', endpoint, credentials }, work);
async function collect(list: SuppressionList, since?: Date): Promise<SuppressedDestination[]> {
  const all: SuppressedDestination[] = [];
  for await (const page of list.list(since)) all.push(...page);
  return all;
}
const addressesSince = (since?: Date) =>
  within(async (list) => (await collect(list, since)).map(({ address }) => address));

test('an address is put on the list with its reason, read back, and taken off; each may be repeated', async () => {
  await within(async (list) => {
    for (let n = 0; n < 2; n += 1) await list.put('gone+1@example.org', 'bounce');
    await list.put('angry@example.org', 'complaint');
    const entries = await collect(list);
    expect(entries).toMatchObject([
      { address: 'gone+1@example.org', reason: 'bounce', updatedAt: expect.any(Date) },
      { address: 'angry@example.org', reason: 'complaint' },
    ]);
    for (let n = 0; n < 2; n += 1) await list.remove('gone+1@example.org');
  });
  expect(simulator.suppression.get('gone+1@example.org')).toBeUndefined();
  expect(simulator.suppression.get('angry@example.org')?.reason).toBe('COMPLAINT');
});

test('a long list is read to its end, page by page, or only what changed since a time', async () => {
  for (let n = 0; n < 2_300; n += 1) {
    simulator.suppression.put({
      emailAddress: `n${n}@example.org`,
      reason: 'BOUNCE',
      lastUpdateTime: new Date(now),
    });
  }
  now += 5_000;
  const since = new Date(now);
  await within((list) => list.put('new@example.org', 'bounce'));
  expect(new Set(await addressesSince()).size).toBe(2_301);
  expect(await addressesSince(since)).toEqual(['new@example.org']);
});

/** A list that answers every request with one error of AWS. */
async function refusing(status: number, name: string) {
  const server = createServer((_request, response) => {
    refused.requests += 1;
    response.writeHead(status, { 'x-amzn-errortype': name, 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: 'about secret@example.org' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server has no port.');
  const refused = {
    url: `http://127.0.0.1:${address.port}`,
    requests: 0,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return refused;
}

test.each([
  ['a missing permission', 403, 'AccessDeniedException', 'credentials_refused'],
  ['a refused address', 400, 'BadRequestException', 'provider_error'],
])('%s is an error with a code, and its text is not in the message', async (_, status, name, code) => {
  using refused = await refusing(status, name);
  for (const call of [
    (list: SuppressionList) => list.put('secret@example.org', 'bounce'),
    (list: SuppressionList) => list.remove('secret@example.org'),
    (list: SuppressionList) => collect(list),
  ]) {
    const error = await within<unknown>(call, refused.url).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'SuppressionListError', code });
    expect(String(error)).not.toContain('secret');
  }
});

test('throttling is waited for a few times, and then an error', { timeout: 60_000 }, async () => {
  using refused = await refusing(429, 'TooManyRequestsException');
  await expect(within((list) => collect(list), refused.url)).rejects.toMatchObject({ code: 'throttled' });
  expect(refused.requests).toBe(4);
});

test('a list that cannot be reached is an error with a code', async () => {
  const gone = await createSesSimulator();
  await gone.close();
  await expect(within((list) => list.remove('a@example.org'), gone.url)).rejects.toMatchObject({
    code: 'connection_failed',
  });
});
