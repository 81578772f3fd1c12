import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { acceptOnce } from '../src/emails/accept-once.ts';
import { storeEmails } from '../src/emails/store-emails.ts';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
});
afterAll(() => service[Symbol.asyncDispose]());

const count = () => service.context.database.prisma.email.count();
const jobs = async () =>
  (
    await service.context.database.prisma.$queryRaw<
      unknown[]
    >`SELECT 1 FROM pgboss.job WHERE name = 'deliver'`
  ).length;
const send = (key: string | undefined, body: object = {}) =>
  service.post(
    '/api/emails',
    { to: 'a@b.co', message: welcome, ...body },
    key === undefined ? {} : { 'idempotency-key': key },
  );

test('5: 100 concurrent requests with one idempotency key make one email and 100 equal answers', async () => {
  const before = { emails: await count(), jobs: await jobs() };
  const answers = await Promise.all(Array.from({ length: 100 }, () => send('one of many')));
  expect(answers[0]).toMatchObject({ status: 200, body: { status: 'queued' } });
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await count()).toBe(before.emails + 1);
  expect(await jobs()).toBe(before.jobs + 1);
});

test('requests that all looked before the first was stored are still one: the transaction decides', async () => {
  const { context } = service;
  const request = { projectId: context.defaultProjectId, key: 'all looked', body: {} };
  let looked = 0;
  let stored = 0;
  const everybodyLooked = Promise.withResolvers<void>();
  const accept = (n: number) =>
    acceptOnce(context, request, z.object({ n: z.int() }), async () => {
      looked += 1;
      if (looked === 10) everybodyLooked.resolve();
      await everybodyLooked.promise;
      const store = async () => {
        stored += 1;
      };
      return { answer: { n }, store };
    });
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => accept(n)));
  expect(new Set(answers.map(({ n }) => n)).size).toBe(1);
  expect(stored).toBe(1);
});

test('6: the same key with another body is 409 idempotency_conflict, whichever way it is given', async () => {
  const first = await send('order-4711');
  expect(first.status).toBe(200);
  const before = await count();
  const conflict = { status: 409, body: { code: 'idempotency_conflict', field: 'idempotencyKey' } };
  expect(await send('order-4711', { to: 'other@b.co' })).toMatchObject(conflict);
  expect(await send(undefined, { timeZone: 'America/Chicago', idempotencyKey: 'order-4711' })).toMatchObject(
    conflict,
  );
  expect(
    await service.post(
      '/api/emails/batch',
      { emails: [{ to: 'a@b.co', message: welcome }] },
      { 'idempotency-key': 'order-4711' },
    ),
  ).toMatchObject(conflict);
  expect(await count()).toBe(before);
  // The same request again, by header, by field, over tRPC, with its keys in another order.
  expect(await send('order-4711')).toEqual(first);
  expect(await send(undefined, { idempotencyKey: 'order-4711' })).toEqual(first);
  expect(
    await service.client.emails.send.mutate({ idempotencyKey: 'order-4711', message: welcome, to: 'a@b.co' }),
  ).toEqual(first.body);
});

test('7: what is rolled back after it was enqueued leaves no email and no job', async () => {
  const before = { emails: await count(), jobs: await jobs() };
  const { database } = service.context;
  const refused = database.transaction(async (tx) => {
    await storeEmails(service.context, tx, []);
    await service.context.queue.wake(tx, [
      { id: '01a20b8a-1c86-7100-a28d-f0961d69bd47', category: 'transactional' },
    ]);
    throw new RangeError('after the job');
  });
  await expect(refused).rejects.toThrow('after the job');
  expect({ emails: await count(), jobs: await jobs() }).toEqual(before);

  // The same through the front door: the last write of the transaction fails, after the job was added.
  const { prisma } = database;
  await prisma.$executeRaw`ALTER TABLE pgboss.job_common ADD CONSTRAINT nothing_new CHECK (priority < 0) NOT VALID`;
  try {
    expect(await send('rolled back')).toMatchObject({ status: 500 });
  } finally {
    await prisma.$executeRaw`ALTER TABLE pgboss.job_common DROP CONSTRAINT nothing_new`;
  }
  expect({ emails: await count(), jobs: await jobs() }).toEqual(before);
  // Nothing was noted under the key either, so the same request is accepted now.
  expect(await send('rolled back')).toMatchObject({ status: 200 });
});

test('a refused request stores nothing, so it can be put right under its key', async () => {
  expect(await send('fixed later', { to: 'nobody' })).toMatchObject({ status: 400 });
  expect(await send('fixed later', { from: 'ceo@elsewhere.example' })).toMatchObject({ status: 400 });
  expect(await send('fixed later')).toMatchObject({ status: 200 });
});

test('a replay answers as the first time, even when the request would be refused by now', async () => {
  let now = new Date('2027-01-01T00:00:00Z');
  await using later = await startTestService({
    env: { RUN_WORKER: 'false' },
    subscribe: false,
    overrides: { now: () => now },
  });
  const input = {
    to: 'a@b.co',
    message: welcome,
    expiresAt: '2027-01-01T01:00:00Z',
    idempotencyKey: 'until one',
  } as const;
  const first = await later.client.emails.send.mutate(input);
  now = new Date('2027-01-01T02:00:00Z');
  expect(await later.client.emails.send.mutate(input)).toEqual(first);
  await expect(later.client.emails.send.mutate({ ...input, idempotencyKey: 'new' })).rejects.toMatchObject({
    data: { field: 'expiresAt' },
  });
});

test.each([
  ['an empty one', '', undefined],
  ['one of 256 characters', 'k'.repeat(256), undefined],
  ['one that is not ASCII', undefined, 'schlüssel'],
  ['one with a line break', undefined, 'a\nb'],
  ['two that differ', 'header', 'field'],
])('a bad key (%s) answers 400', async (_, header, field) => {
  expect(await send(header, field === undefined ? {} : { idempotencyKey: field })).toMatchObject({
    status: 400,
    body: { code: 'invalid_input', field: 'idempotencyKey' },
  });
});

test('a key is known to its own project only, and neither key nor answer is stored in the clear', async () => {
  const key = 'mrn-planted-4711';
  const { body } = await send(key);
  const rows = await service.context.database.prisma.idempotencyKey.findMany();
  const text = rows
    .map((row) => Buffer.concat([row.keyIndex, row.bodyHash, row.sealedAnswer]).toString('latin1'))
    .join();
  expect(text).not.toContain('planted');
  expect(text).not.toContain((body as { id: string }).id);
});

test('the header names one call: with several in one request it is refused, with where the key belongs', async () => {
  const call = (names: string, inputs: object) =>
    service.post(`/trpc/${names}?batch=1`, inputs, { 'idempotency-key': 'one-of-two' });
  const send = { to: 'a@b.co', message: welcome };
  const refused = { error: { data: { code: 'invalid_input', field: 'idempotencyKey' } } };
  const before = await service.context.database.prisma.email.count();
  expect(await call('emails.send,emails.send', { 0: send, 1: send })).toMatchObject({
    status: 400,
    body: [refused, refused],
  });
  expect(await service.context.database.prisma.email.count()).toBe(before);
  expect(await call('emails.send', { 0: send })).toMatchObject({ status: 200 });
});
