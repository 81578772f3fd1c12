import { afterAll, beforeAll, expect, test } from 'vitest';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    env: { RUN_WORKER: 'false', API_KEY_REQUESTS_PER_SECOND: '0.5' },
    subscribe: false,
  });
});
afterAll(() => service[Symbol.asyncDispose]());

async function keyOf(
  perSecond?: number,
): Promise<{ id: string; headers: { authorization: string }; key: string }> {
  const { id, key } = await service.client.apiKeys.create.mutate({
    name: 'rate',
    scopes: ['send', 'read'],
    ...(perSecond === undefined ? {} : { perSecond }),
  });
  return { id, key, headers: { authorization: `Bearer ${key}` } };
}
const ask = async (headers: Record<string, string>, times: number) => {
  const answers = await Promise.all(
    Array.from({ length: times }, () => fetch(`${service.url}/api/account`, { headers })),
  );
  return answers.map(({ status }) => status);
};
const granted = (statuses: number[]) => statuses.filter((status) => status === 200).length;

test('ten seconds’ worth of requests may come at once, and no more', async () => {
  const { headers } = await keyOf();
  const started = performance.now();
  const statuses = await ask(headers, 20);
  const seconds = (performance.now() - started) / 1000;
  // 5 at 0.5 a second, and one for every two seconds that this took.
  expect(granted(statuses)).toBeGreaterThanOrEqual(5);
  expect(granted(statuses)).toBeLessThanOrEqual(5 + Math.ceil(seconds / 2));
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
});

test('the answer says when to come back, over REST and tRPC', async () => {
  const { headers, key } = await keyOf(0.1);
  expect(granted(await ask(headers, 1))).toBe(1);
  const rest = await fetch(`${service.url}/api/account`, { headers });
  const seconds = Number(rest.headers.get('retry-after'));
  expect(rest.status).toBe(429);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(10);
  expect(await rest.json()).toMatchObject({
    code: 'rate_limited',
    message: expect.stringMatching(/more than 0\.1 requests a second: try again in \d+ s/),
  });
  const trpc = await fetch(`${service.url}/trpc/account.status?input={}`, { headers });
  expect([trpc.status, trpc.headers.get('retry-after') !== null]).toEqual([429, true]);
  await expect(service.clientWith(key).account.status.query({})).rejects.toMatchObject({
    data: { code: 'rate_limited', httpStatus: 429 },
  });
});

test('a key has a rate of its own, and a batch is one request', async () => {
  const { headers, id } = await keyOf(0.1);
  const { keys } = await service.client.apiKeys.list.query({});
  expect(keys.find((row) => row.id === id)?.perSecond).toBe(0.1);
  const emails = Array.from({ length: 50 }, () => ({ to: 'a@b.co', message: welcome }));
  const post = () => service.post('/api/emails/batch', { emails }, headers);
  expect(await post()).toMatchObject({ status: 200, body: { rejected: [] } });
  expect((await post()).status).toBe(429);
});

test('each of the calls that a client joined into one request is counted', async () => {
  const { headers, id } = await keyOf(1);
  const names = Array.from({ length: 20 }, () => 'account.status');
  const inputs = Object.fromEntries(names.map((_, n) => [n, {}]));
  const join = () => service.post(`/trpc/${names.join()}?batch=1`, inputs, headers);
  expect((await join()).status).toBe(200);
  expect((await join()).status).toBe(429);
  const { prisma } = service.context.database;
  const [row] = await prisma.$queryRaw<{ ahead: number }[]>`
    SELECT EXTRACT(EPOCH FROM "tat" - "lastUsedAt")::float8 AS ahead FROM "ApiKey" WHERE "id" = ${id}::uuid`;
  expect(row?.ahead).toBeGreaterThan(15);
});

test('a key makes no key that is faster than itself', async () => {
  const { key } = await service.client.apiKeys.create.mutate({
    name: 'slow',
    scopes: ['manage'],
    perSecond: 0.4,
  });
  const headers = { authorization: `Bearer ${key}` };
  const create = (wish: object) =>
    service.post('/api/api-keys', { name: 'other', scopes: ['manage'], ...wish }, headers);
  const refused = { status: 403, body: { code: 'missing_scope', field: 'perSecond' } };
  expect(await create({ perSecond: 100_000 })).toMatchObject(refused);
  // The service's own rate, which is 0.5 here.
  expect(await create({})).toMatchObject(refused);
  expect(await create({ perSecond: 0.4 })).toMatchObject({ status: 200 });
});

test('a large send past the rate is told so, and not that it is too large', async () => {
  const { headers } = await keyOf(0.1);
  await ask(headers, 1);
  const file = { fileName: 'a.txt', contentType: 'text/plain', content: 'x'.repeat(2 * 1024 * 1024) };
  const body = { to: 'a@b.co', message: welcome, attachments: [file] };
  expect(await service.post('/api/emails', body, headers)).toMatchObject({
    status: 429,
    body: { code: 'rate_limited' },
  });
});

test('one key’s rate is not another’s, and the developer at the machine has none', async () => {
  const first = await keyOf(0.1);
  const second = await keyOf(0.1);
  await ask(first.headers, 3);
  expect(granted(await ask(second.headers, 1))).toBe(1);
  expect(granted(await ask({}, 30))).toBe(30);
});

test('a refused request costs nothing: the key recovers by its rate, whatever is asked meanwhile', async () => {
  const { headers, id } = await keyOf(5);
  await ask(headers, 60);
  await ask(headers, 60);
  const { prisma } = service.context.database;
  const [row] = await prisma.$queryRaw<{ ahead: number }[]>`
    SELECT EXTRACT(EPOCH FROM "tat" - clock_timestamp())::float8 AS ahead FROM "ApiKey" WHERE "id" = ${id}::uuid`;
  expect(row?.ahead).toBeLessThanOrEqual(10);
});

test('revoked and unknown keys answer 401, not 429', async () => {
  const { id, headers } = await keyOf(0.1);
  await ask(headers, 3);
  await service.client.apiKeys.revoke.mutate({ id });
  expect(await ask(headers, 1)).toEqual([401]);
  expect(await ask({ authorization: `Bearer cp_${'B'.repeat(43)}` }, 1)).toEqual([401]);
});
