import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service[Symbol.asyncDispose]());

const count = () => service.context.database.prisma.email.count();
const item = (n: number) => ({
  to: `batch-${n}@example.com`,
  message: {
    template: 'welcome' as const,
    props: { firstName: `Ada ${n}`, signInUrl: 'https://portal.example/sign-in' },
  },
});

test('valid items are accepted together, invalid ones are reported with their place and field', async () => {
  const { status, body } = await service.post('/api/emails/batch', {
    emails: [
      item(1),
      { to: 'nobody', message: welcome },
      { ...item(2), cc: ['copy@example.com'] },
      { to: 'a@b.co', message: { template: 'welcome', props: {} } },
      { ...item(3), attachments: [] },
      { ...item(4), idempotencyKey: 'mine' },
      'not an object',
      { ...item(5), from: 'ceo@elsewhere.example' },
      item(6),
    ],
  });
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      accepted: [
        { index: 0, id: expect.any(String), status: 'queued' },
        { index: 8, id: expect.any(String), status: 'queued' },
      ],
      rejected: [
        expect.objectContaining({ index: 1, code: 'invalid_input', field: 'to' }),
        expect.objectContaining({ index: 2, field: 'revealRecipients', fix: expect.any(String) }),
        expect.objectContaining({ index: 3, field: 'message.props.firstName' }),
        expect.objectContaining({
          index: 4,
          field: 'attachments',
          message: expect.stringContaining('emails.send'),
        }),
        expect.objectContaining({ index: 5, field: 'idempotencyKey' }),
        expect.objectContaining({ index: 6, code: 'invalid_input' }),
        expect.objectContaining({ index: 7, code: 'sender_not_allowed', field: 'from' }),
      ],
    },
  });
  const { accepted } = body as { accepted: { id: string }[] };
  for (const { id } of accepted) expect(await service.until(id, 'delivered')).toBe('delivered');
});

test('1,000 emails are one call and one transaction, and others are served meanwhile', async () => {
  await using idle = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
  const emails = Array.from({ length: 1000 }, (_, n) => item(n));
  let done = false;
  const batch = idle.client.emails.sendBatch.mutate({ emails }).finally(() => (done = true));
  let served = 0;
  while (!done) {
    await idle.get('/healthz');
    served += 1;
  }
  const { accepted, rejected } = await batch;
  expect(rejected).toEqual([]);
  expect(accepted.map(({ index }) => index)).toEqual(emails.map((_, n) => n));
  expect(served).toBeGreaterThan(5);
  const { prisma } = idle.context.database;
  const ids = accepted.map(({ id }) => id);
  const inOrder = await prisma.email.findMany({ orderBy: { id: 'asc' }, select: { id: true } });
  expect(inOrder.map(({ id }) => id)).toEqual(ids);
  expect(await prisma.recipient.count({ where: { emailId: { in: ids }, status: 'queued' } })).toBe(1000);
  const [jobs] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT data->>'emailId')::int AS count FROM pgboss.job WHERE name = 'deliver'`;
  expect(jobs?.count).toBe(1000);
});

test('one key for a whole batch: 20 at once make one batch and 20 equal answers', async () => {
  const before = await count();
  const body = { emails: [item(1), { to: 'nobody' }, item(2)] };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      service.post('/api/emails/batch', body, { 'idempotency-key': 'batch-1' }),
    ),
  );
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ status: 200 });
  expect(await count()).toBe(before + 2);
  const other = { emails: [item(1), item(2)], idempotencyKey: 'batch-1' };
  expect(await service.post('/api/emails/batch', other)).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  });
});

test('a batch of nothing but invalid items stores nothing, so it can be put right under its key', async () => {
  const before = await count();
  const bad = { emails: [{ to: 'nobody', message: welcome }], idempotencyKey: 'batch-2' };
  expect((await service.post('/api/emails/batch', bad)).body).toMatchObject({
    accepted: [],
    rejected: [{ index: 0 }],
  });
  expect(await count()).toBe(before);
  expect((await service.post('/api/emails/batch', { ...bad, emails: [item(1)] })).status).toBe(200);
});

test.each([0, 1001])('a batch of %i answers 400', async (length) => {
  const emails = Array.from({ length }, (_, n) => item(n));
  expect(await service.post('/api/emails/batch', { emails })).toMatchObject({
    status: 400,
    body: { field: 'emails' },
  });
});

test('an item of a batch is described like a send, without what a batch does not take', async () => {
  const schema = z.looseObject({ properties: z.record(z.string(), z.looseObject({})) });
  const operation = (inner: typeof schema) =>
    z.looseObject({
      post: z.looseObject({
        requestBody: z.looseObject({
          content: z.object({ 'application/json': z.object({ schema: inner }) }),
        }),
      }),
    });
  const { paths } = z
    .looseObject({ paths: z.record(z.string(), z.unknown()) })
    .parse((await service.get('/api/openapi.json')).body);
  const bodyOf = (path: string) =>
    operation(schema).parse(paths[path]).post.requestBody.content['application/json'].schema.properties;
  const { attachments, idempotencyKey, ...properties } = bodyOf('/emails');
  expect(attachments && idempotencyKey).toBeTruthy();
  expect(bodyOf('/emails/batch').emails?.items).toMatchObject({ properties });
});
