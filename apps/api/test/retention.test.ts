import { type SesEvent, sesEvent } from '@carepost/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyEvent } from '../src/events/apply-event.ts';
import { eraseOldContent } from '../src/retention/erase-old-content.ts';
import { startTestService, type TestService } from './service.ts';

const DAY_MS = 24 * 60 * 60_000;

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service[Symbol.asyncDispose]());

const eraseIn = (days: number, batch?: number) =>
  eraseOldContent({ ...service.context, now: () => new Date(Date.now() + days * DAY_MS) }, batch);

async function send(more: { to?: string; sendAt?: string; idempotencyKey?: string; file?: boolean } = {}) {
  const { file, ...rest } = more;
  const { id } = await service.client.emails.send.mutate({
    to: 'ada@example.com',
    message: { template: 'welcome', props: { firstName: 'Ada', signInUrl: 'https://example.com/in' } },
    ...(file ? { attachments: [{ fileName: 'a.txt', contentType: 'text/plain', content: 'aGVsbG8=' }] } : {}),
    ...rest,
  });
  return id;
}

const bounceOf = (messageId: string, emailAddress: string): SesEvent =>
  sesEvent.parse({
    eventType: 'Bounce',
    mail: {
      messageId,
      timestamp: new Date().toISOString(),
      source: 'noreply@carepost.example',
      destination: [emailAddress],
    },
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress }],
      timestamp: new Date().toISOString(),
      feedbackId: 'late',
    },
  });

/** Delivered, and both events taken in: no transaction has the row locked any more, which a run would skip. */
async function rest(id: string) {
  await service.until(id, 'delivered');
  const reported = async () => {
    const { entries } = await service.client.emails.timeline.query({ id });
    return entries.filter(({ source }) => source === 'provider').length;
  };
  await expect.poll(reported).toBe(2);
}

const later = () => new Date(Date.now() + 90 * DAY_MS).toISOString();

async function put(id: string, status: string) {
  const { prisma } = service.context.database;
  await prisma.recipient.updateMany({ where: { emailId: id }, data: { status } });
  await prisma.email.update({ where: { id }, data: { status, notBefore: null } });
}

test('content is erased once an email has rested for the retention, in batches; its log stays', async () => {
  const { prisma } = service.context.database;
  const delivered = await Promise.all([send(), send(), send()]);
  for (const id of delivered) await rest(id);
  const failed = await send({ sendAt: later(), file: true });
  const held = await send({ sendAt: later(), file: true });
  const waiting = await send({ sendAt: later(), file: true });
  await put(failed, 'failed');
  await put(held, 'held');

  expect((await eraseIn(29)).emails).toBe(0);
  expect((await eraseIn(31, 2)).emails).toBe(5);
  expect((await eraseIn(31)).emails).toBe(0);

  const rows = await prisma.email.findMany({ where: { id: { in: [...delivered, failed, held] } } });
  for (const row of rows) expect(row.sealed.length).toBe(0);
  expect(await prisma.attachment.findMany({ select: { emailId: true } })).toEqual([{ emailId: waiting }]);

  const id = delivered[0] ?? '';
  const detail = await service.client.emails.get.query({ id });
  expect(detail).toMatchObject({ status: 'delivered', to: ['•••'], recipients: [{ address: '•••' }] });
  expect(detail.contentErasedAt).not.toBeNull();
  const { emails } = await service.client.emails.list.query({ to: 'ada@example.com' });
  expect(emails.map(({ to }) => to)).toContainEqual(['•••']);
  await expect(service.client.emails.content.query({ id })).rejects.toMatchObject({
    data: { code: 'content_erased', httpStatus: 404 },
  });
  const { entries } = await service.client.emails.timeline.query({ id });
  expect(entries.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['delivered', 'erased']));
  const { refused } = await service.client.emails.resend.mutate({ ids: [failed, held] });
  expect(refused).toMatchObject([
    { id: failed, code: 'too_late', message: expect.stringContaining('erased') },
    { id: held, code: 'too_late' },
  ]);
  const audit = await service.client.audit.list.query({ actor: 'worker' });
  expect(audit.entries[0]).toMatchObject({ action: 'content.retention_erased', target: null });
});

test('what waits keeps its content, however old, and is sent', async () => {
  const id = await send({ sendAt: later(), to: 'waits@example.com' });
  await eraseIn(80);
  const { database, queue } = service.context;
  await database.transaction(async (tx) => {
    await tx.email.update({ where: { id }, data: { notBefore: null, status: 'queued' } });
    await queue.wake(tx, [{ id, category: 'transactional' }]);
  });
  expect(await service.until(id, 'delivered')).toBe('delivered');
});

test('a bounce that comes after the erasure still counts, and suppresses the address', async () => {
  const { prisma } = service.context.database;
  const id = await send({ to: 'late@example.com' });
  await rest(id);
  await eraseIn(31);
  const { providerMessageId } = await service.client.emails.get.query({ id });
  await service.context.database.transaction((tx) =>
    applyEvent(service.context, tx, bounceOf(providerMessageId ?? '', 'late@example.com')),
  );
  expect((await service.client.emails.get.query({ id })).status).toBe('bounced');
  const { suppressed } = await service.client.suppressions.check.query({ address: 'late@example.com' });
  expect(suppressed).toBe(true);
  expect((await prisma.email.findUniqueOrThrow({ where: { id } })).sealed.length).toBe(0);
});

test('an idempotency key is kept as long as content', async () => {
  const idempotencyKey = 'retention-1';
  const first = await send({ idempotencyKey });
  expect((await eraseIn(29)).keys).toBe(0);
  expect(await send({ idempotencyKey })).toBe(first);
  expect((await eraseIn(31)).keys).toBe(1);
  expect(await send({ idempotencyKey })).not.toBe(first);
});
