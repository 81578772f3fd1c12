import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
});
afterAll(() => service[Symbol.asyncDispose]());

const MIB = 1024 * 1024;
const good = JSON.stringify({ to: 'a@b.co', message: welcome });
const inside = (extra: string) => `${good.slice(0, -1)},${extra}}`;
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** Writes a body of this size until it is answered or cut off. */
function pour(
  path: string,
  size: number,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; written: number }> {
  return new Promise((resolve, reject) => {
    let written = 0;
    let answered = false;
    const call = request(`${service.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    call.on('response', (response) => {
      answered = true;
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => {
        call.destroy();
        resolve({ status: response.statusCode ?? 0, text, written });
      });
    });
    call.on('error', (error) => {
      if (!answered) reject(error);
    });
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const write = () => {
      while (!call.destroyed && !answered && written < size) {
        written += chunk.length;
        if (!call.write(chunk)) {
          call.once('drain', write);
          return;
        }
      }
      if (!answered && !call.destroyed) call.end();
    };
    call.write('"');
    write();
  });
}

test('19: __proto__ keys answer 4xx wherever they stand, over REST and tRPC', async () => {
  const bodies = [
    inside('"__proto__":{"admin":true}'),
    inside('"\\u005f_proto__":1'),
    good.replace('"firstName"', '"__proto__":{"x":1},"firstName"'),
    `{"emails":[${good},{"__proto__":{}}]}`,
  ];
  for (const body of bodies) {
    const batch = body.startsWith('{"emails"') ? '/batch' : '';
    expect((await service.post(`/api/emails${batch}`, body)).status).toBe(400);
    expect((await service.post(`/trpc/emails.send${batch ? 'Batch' : ''}`, body)).status).toBe(400);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(await service.context.database.prisma.email.count()).toBe(0);
});

test('19: deep JSON answers 4xx, over REST and tRPC', async () => {
  for (const levels of [40, 5_000, 200_000]) {
    const bodies: [string, string][] = [
      ['emails', inside(`"x":${deep(levels)}`)],
      ['emails', good.replace('"Ada"', deep(levels))],
      ['emails/batch', `{"emails":[${deep(levels)}]}`],
      ['emails/batch', `{"idempotencyKey":"k","emails":[{"x":${deep(levels)}}]}`],
    ];
    for (const [path, body] of bodies) {
      expect((await service.post(`/api/${path}`, body)).status).toBe(400);
      const procedure = path === 'emails' ? 'emails.send' : 'emails.sendBatch';
      expect((await service.post(`/trpc/${procedure}`, body)).status).toBe(400);
    }
  }
});

test('19: a body of 100 MB is answered 413 without being read whole', async () => {
  const size = 100 * MIB;
  for (const path of ['/api/emails', '/api/emails/search', '/trpc/emails.send', '/trpc/emails.list']) {
    const declared = await pour(path, size, { 'content-length': String(size + 1) });
    expect(declared, path).toMatchObject({ status: 413 });
    expect(declared.text).toContain('too_large');
    expect(declared.written).toBeLessThan(20 * MIB);
    // Chunked: nobody says how much is to come.
    const chunked = await pour(path, size);
    expect(chunked, path).toMatchObject({ status: 413 });
    expect(chunked.text).toContain('too_large');
    expect(chunked.written).toBeLessThan(60 * MIB);
  }
});

test('only sends may be large, and only of somebody who may send', async () => {
  const file = { fileName: 'a.txt', contentType: 'text/plain', content: 'x'.repeat(2 * MIB) };
  const large = inside(`"attachments":[${JSON.stringify(file)}]`);
  expect(await service.post('/api/emails', large)).toMatchObject({ status: 200 });
  expect(await service.post('/trpc/emails.send', large)).toMatchObject({ status: 200 });
  expect(await service.post('/api/emails/search', large)).toMatchObject({ status: 413 });
  expect(await service.post('/trpc/emails.list', large)).toMatchObject({ status: 413 });
  const stranger = { 'x-forwarded-for': '203.0.113.9' };
  const wrong = { authorization: `Bearer cp_${'A'.repeat(43)}` };
  for (const headers of [stranger, wrong]) {
    expect(await service.post('/api/emails', large, headers)).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
    expect(await service.post('/trpc/emails.send', large, headers)).toMatchObject({
      status: 401,
      body: { error: { data: { code: 'unauthenticated' } } },
    });
    const poured = await pour('/api/emails', 30 * MIB, headers);
    expect(poured.status).toBe(401);
    expect(poured.written).toBeLessThan(20 * MIB);
  }
});

test('a refused body says why in the words of whoever asked', async () => {
  const filler = 'x'.repeat(2 * MIB);
  await expect(service.client.emails.list.query({ template: filler })).rejects.toMatchObject({
    data: { code: 'too_large', message: 'The body is larger than 1 MiB.' },
  });
});

test.each([
  ['/webhooks/ses', 'a body past its limit', {}, 400 * 1024, 413, 'too_large'],
  [
    '/webhooks/ses',
    'an unknown charset',
    { 'content-type': 'text/plain; charset=planted' },
    10,
    403,
    'forbidden',
  ],
  ['/webhooks/ses', 'an encoding it is not in', { 'content-encoding': 'gzip' }, 10, 400, 'invalid_input'],
] as const)(
  '%s answers %s in the closed set, without its words',
  async (path, _, headers, size, status, code) => {
    const response = await fetch(`${service.url}${path}`, {
      method: 'POST',
      headers,
      body: 'x'.repeat(size),
    });
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code });
    expect(text).not.toContain('planted');
  },
);

test('a range that a file does not have is the request’s mistake, not ours', async () => {
  const response = await fetch(`${service.url}/api/docs/assets/swagger-ui.css`, {
    headers: { range: 'bytes=999999999-' },
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: 'invalid_input' });
});
