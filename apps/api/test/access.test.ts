import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService, watch } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ env: { ALLOWED_ORIGINS: 'http://localhost:5190' } });
});
afterAll(() => service[Symbol.asyncDispose]());

/** fetch() refuses to set Host and Origin, which is what these tests are about. */
function ask(
  headers: Record<string, string>,
  { path = '/api/account', method = 'GET', body = '' } = {},
): Promise<{
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
  body: { code?: string };
}> {
  return new Promise((resolve, reject) => {
    const call = request(`${service.url}${path}`, { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: text.startsWith('{') ? JSON.parse(text) : {},
        }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

test('the developer at the machine needs no key', async () => {
  expect(await ask({})).toMatchObject({ status: 200 });
});

test.each([
  ['another host (DNS rebinding)', { host: 'evil.example:8088' }],
  ['a host that only begins like localhost', { host: 'localhost.evil.example' }],
  ['another origin (CSRF)', { origin: 'https://evil.example' }],
  ['the opaque origin of a sandboxed page', { origin: 'null' }],
  ['another port of this machine', { origin: 'http://localhost:9999' }],
  ['a cross-site request without an origin', { 'sec-fetch-site': 'cross-site' }],
])('a page from %s is refused', async (_, headers) => {
  expect(await ask(headers)).toMatchObject({ status: 403, body: { code: 'foreign_origin' } });
});

test('the same holds for tRPC and for the live stream', async () => {
  const headers = { origin: 'https://evil.example' };
  const input = encodeURIComponent(JSON.stringify({ id: '01a20b8a-1c86-7100-a28d-f0961d69bd47' }));
  expect(await ask(headers, { path: '/trpc/account.status?input={}' })).toMatchObject({ status: 403 });
  // A stream has begun when its procedure is asked, so its refusal is an event.
  const stream = await ask(
    { ...headers, accept: 'text/event-stream' },
    { path: `/trpc/emails.onTimeline?input=${input}` },
  );
  expect(stream.text).toContain('"code":"foreign_origin"');
  expect(stream.text).not.toContain('entries');
});

test('a stream of an email that is not there ends for good, so that no client reconnects forever', async () => {
  const { key } = await service.newKey(['read']);
  const id = '01a20b8a-1c86-7100-a28d-f0961d69bd47';
  const failure = await watch(service.clientWith(key), id)
    .next()
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ shape: { code: -32004 }, data: { code: 'not_found', httpStatus: 404 } });
});

test('a form of another page cannot post: only JSON is read', async () => {
  const answer = await ask(
    { 'content-type': 'text/plain' },
    { path: '/api/email/test-custom', method: 'POST', body: '{"to":"a@b.co","template":"WELCOME"}' },
  );
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
});

test.each(['x-forwarded-for', 'x-forwarded-proto', 'forwarded', 'via', 'x-real-ip', 'cf-connecting-ip'])(
  'a request that came through a proxy (%s) needs a key',
  async (header) => {
    expect(await ask({ [header]: '203.0.113.9' })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
  },
);

test('a listed origin may call and is told so; no other gets CORS headers', async () => {
  const listed = await ask({ origin: 'http://localhost:5190' });
  expect(listed).toMatchObject({ status: 200 });
  expect(listed.headers['access-control-allow-origin']).toBe('http://localhost:5190');
  const preflight = await ask({ origin: 'http://localhost:5190' }, { method: 'OPTIONS' });
  expect(preflight).toMatchObject({ status: 204 });
  const other = await ask({ origin: 'https://evil.example' }, { method: 'OPTIONS' });
  expect(other.headers['access-control-allow-origin']).toBeUndefined();
});

test('outside the simulator nobody is exempt', async () => {
  await using production = await startTestService({
    env: {
      EMAIL_PROVIDER: 'ses',
      AWS_REGION: 'us-east-1',
      AWS_SES_FROM_EMAIL: 'a@b.co',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    },
    simulator: {},
    subscribe: false,
  });
  expect(await production.get('/api/account')).toMatchObject({ status: 401 });
});

test('a key works from anywhere, with exactly its scopes', async () => {
  const { key } = await service.newKey(['send']);
  const headers = { authorization: `Bearer ${key}`, 'x-forwarded-for': '203.0.113.9', host: 'mail.example' };
  const body = '{"to":"a@b.co","template":"WELCOME"}';
  const json = { 'content-type': 'application/json', 'content-length': String(body.length) };
  expect(
    await ask({ ...headers, ...json }, { path: '/api/email/test-custom', method: 'POST', body }),
  ).toMatchObject({ status: 200 });
  expect(await ask(headers)).toMatchObject({ status: 403, body: { code: 'missing_scope' } });
  expect(await ask(headers, { path: '/api/api-keys' })).toMatchObject({
    status: 403,
    body: { code: 'missing_scope' },
  });
});

test.each(['Bearer cp_short', 'Basic Zm9vOmJhcg==', `Bearer cp_${'A'.repeat(43)}`, 'Bearer '])(
  'the credentials "%s" are refused even where no key is needed',
  async (authorization) => {
    expect(await ask({ authorization })).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  },
);

test('a key is shown once, stored as a hash, and dead at once when revoked', async () => {
  const { id, key } = await service.client.apiKeys.create.mutate({ name: 'Clinic portal', scopes: ['read'] });
  const { keys } = await service.client.apiKeys.list.query({});
  expect(keys.find((row) => row.id === id)).toMatchObject({
    name: 'Clinic portal',
    scopes: ['read'],
    revokedAt: null,
  });
  const rows = await service.context.database.prisma.apiKey.findMany();
  expect(JSON.stringify([keys, rows])).not.toContain(key);

  const reader = service.clientWith(key);
  await reader.account.status.query({});
  await service.client.apiKeys.revoke.mutate({ id });
  await expect(reader.account.status.query({})).rejects.toMatchObject({ data: { code: 'unauthenticated' } });
  await expect(service.client.apiKeys.revoke.mutate({ id })).rejects.toMatchObject({
    data: { code: 'not_found' },
  });
});

test('nobody makes a key with a scope they do not have', async () => {
  const manager = service.clientWith((await service.newKey(['manage'])).key);
  const escalated = manager.apiKeys.create.mutate({ name: 'more', scopes: ['manage', 'content'] });
  await expect(escalated).rejects.toMatchObject({ data: { code: 'missing_scope', field: 'scopes' } });
  await manager.apiKeys.create.mutate({ name: 'the same', scopes: ['manage'] });
});

test('revoking a key ends its open streams at the next change', async () => {
  const { id: keyId, key } = await service.newKey(['read']);
  const message = {
    template: 'welcome',
    props: { firstName: 'Ada', signInUrl: 'https://x.example/' },
  } as const;
  service.simulator.faults.set({ throttle: 1 });
  const { id } = await service.client.emails.send.mutate({ to: 'watched@example.com', message });
  const stream = watch(service.clientWith(key), id);
  await stream.next();
  await service.client.apiKeys.revoke.mutate({ id: keyId });
  const rest = (async () => {
    for await (const timeline of stream) if (timeline.status === 'delivered') return 'saw the delivery';
    return 'ended';
  })().catch((error: { data?: { code?: string } }) => error.data?.code);
  expect(await rest).toBe('unauthenticated');
  await service.until(id, 'delivered');
});

test('an input in a URL is refused: it may be an address', async () => {
  const input = encodeURIComponent(JSON.stringify({ to: 'patient@example.com' }));
  const answer = await ask({}, { path: `/trpc/emails.list?input=${input}` });
  expect(answer.status).toBe(405);
  expect(answer.text).not.toContain('patient');
});

test.each([
  ['TRACE', '/trpc/account.status'],
  ['PUT', '/trpc/emails.send'],
  ['GET', '/trpc/emails.list?input=%7B%22to%22%3A%22a%40b.co%22%7D'],
])('tRPC answers %s with 405 as its clients read errors', async (method, path) => {
  const answer = await ask({}, { method, path });
  expect(answer.status).toBe(405);
  expect(JSON.parse(answer.text)).toMatchObject({
    error: { code: -32600, data: { code: 'invalid_input', httpStatus: 400 } },
  });
});

test.each([
  ['a NUL in a name', '/api/api-keys', { name: 'a\u0000b', scopes: ['read'] }, 'name'],
  ['terminal escapes in a name', '/api/api-keys', { name: 'a\u001b[31mred', scopes: ['read'] }, 'name'],
  ['a scope named twice', '/api/api-keys', { name: 'a', scopes: ['read', 'read'] }, 'scopes'],
  [
    'a private subtag in a locale',
    '/api/templates/render',
    { message: { template: 'password-reset', props: {} }, locale: 'en-x-diabetes' },
    'message.props.firstName',
  ],
])('%s answers 400', async (_, path, body, field) => {
  const answer = await service.post(path, body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', field } });
});

test('a NUL in a filter answers 400', async () => {
  const answer = await service.post('/api/emails/search', { template: 'x\u0000' });
  expect(answer).toMatchObject({ status: 400, body: { field: 'template' } });
});

test('a malformed path and an unknown one answer in the closed set', async () => {
  expect(await service.get('/api/emails/%ff')).toMatchObject({
    status: 400,
    body: { code: 'invalid_input' },
  });
  expect(await service.post('/nowhere', {})).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('PHI that would stand in a subject is refused when rendering as when sending', async () => {
  const message = {
    template: 'appointment-reminder',
    props: {
      firstName: 'Ada',
      startsAt: '2027-03-04T14:30:00-06:00',
      mode: 'video',
      clinic: 'Oncology-Planted',
      detailsUrl: 'https://x.example/',
      reason: 'oncology planted',
    },
  };
  for (const [path, body] of [
    ['/api/templates/render', { message }],
    ['/api/emails', { to: 'a@b.co', message }],
  ] as const) {
    expect(await service.post(path, body)).toMatchObject({
      status: 400,
      body: { code: 'phi_exposed', field: 'message.props.reason' },
    });
  }
});

test('a megabyte of combining marks is refused without work', async () => {
  const firstName = `a${'\u0301'.repeat(150_000)}${'\u0316'.repeat(150_000)}`;
  const started = performance.now();
  const answer = await service.post('/api/templates/render', {
    message: { template: 'welcome', props: { firstName, signInUrl: 'https://x.example/' } },
  });
  expect(answer).toMatchObject({ status: 400, body: { field: 'message.props.firstName' } });
  // Half a minute before; the bound only tells the two apart.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('unknown errors keep their text to themselves', async () => {
  const { prisma } = service.context.database;
  await prisma.$executeRaw`ALTER TABLE "Suppression" RENAME TO "Gone"`;
  await prisma.$executeRaw`ALTER TABLE "Email" RENAME COLUMN "locale" TO "secret_column"`;
  try {
    const answer = await service.post('/api/emails/search', {});
    expect(answer).toEqual({
      status: 500,
      body: { code: 'internal', message: 'Something went wrong on our side.' },
    });
    const error = await service.client.emails.list.query({}).catch((caught: unknown) => caught);
    expect(JSON.stringify(error)).not.toMatch(/secret_column|locale|prisma|at /i);
  } finally {
    await prisma.$executeRaw`ALTER TABLE "Gone" RENAME TO "Suppression"`;
    await prisma.$executeRaw`ALTER TABLE "Email" RENAME COLUMN "secret_column" TO "locale"`;
  }
});

test('no header makes room for an address in a URL', async () => {
  const input = encodeURIComponent(JSON.stringify({ to: 'ada@example.org' }));
  const headers = { accept: 'text/event-stream' };
  expect((await service.get(`/trpc/emails.list?input=${input}`, headers)).status).toBe(405);
  expect(
    (await service.get(`/trpc/emails.list,emails.onTimeline?batch=1&input=${input}`, headers)).status,
  ).toBe(405);
});
