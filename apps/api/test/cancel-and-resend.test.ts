import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyAuditChain } from '../src/audit/verify-chain.ts';
import { startWorker } from '../src/delivery/start-worker.ts';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
let idle: TestService;
beforeAll(async () => {
  service = await startTestService();
  idle = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
});
beforeEach(() => {
  service.simulator.account.change({ sandbox: false });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await idle[Symbol.asyncDispose]();
});

const kinds = async (on: TestService, id: string) =>
  (await on.client.emails.timeline.query({ id })).entries.map(({ kind }) => kind);
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** An email that the provider refused. */
async function fail(to: string): Promise<string> {
  service.simulator.account.change({ sandbox: true });
  const { id } = await service.client.emails.send.mutate({ to, message: welcome });
  await service.until(id, 'failed');
  service.simulator.account.change({ sandbox: false });
  return id;
}

test('a queued or scheduled email is cancelled with its recipients and files, and cancelling again answers the same', async () => {
  for (const more of [{}, { sendAt: inAnHour() }]) {
    const { id } = await idle.client.emails.send.mutate({
      to: 'a@b.co',
      message: welcome,
      attachments: [{ fileName: 'a.txt', contentType: 'text/plain', content: 'YQ==' }],
      ...more,
    });
    const answer = await idle.post(`/api/emails/${id}/cancel`, {});
    expect(answer).toEqual({ status: 200, body: { id, status: 'cancelled' } });
    expect(await idle.client.emails.cancel.mutate({ id })).toEqual(answer.body);
    const { status, recipients } = await idle.client.emails.get.query({ id });
    expect([status, recipients[0]?.status]).toEqual(['cancelled', 'cancelled']);
    const { prisma } = idle.context.database;
    expect(await prisma.attachment.count({ where: { emailId: id } })).toBe(0);
    expect(await prisma.auditEntry.count({ where: { action: 'email.cancelled', target: id } })).toBe(1);
    expect((await kinds(idle, id)).filter((kind) => kind === 'cancelled')).toHaveLength(1);
  }
});

test('a cancelled email never leaves, though its job is still there', async () => {
  await using late = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
  const { id } = await late.client.emails.send.mutate({ to: 'never@b.co', message: welcome });
  const { id: other } = await late.client.emails.send.mutate({ to: 'after@b.co', message: welcome });
  await late.client.emails.cancel.mutate({ id });
  const worker = await startWorker(late.context);
  await late.until(other, 'sent', 'delivered');
  await worker.stop();
  expect(late.simulator.calls.ofEmail(id)).toEqual({ received: 0, accepted: 0 });
});

test('what has left answers 409 too_late with the state it is in', async () => {
  const { id } = await service.client.emails.send.mutate({ to: 'gone@b.co', message: welcome });
  await service.until(id, 'delivered');
  expect(await service.post(`/api/emails/${id}/cancel`, {})).toMatchObject({
    status: 409,
    body: { code: 'too_late', message: expect.stringContaining('delivered') },
  });
});

test('of a cancel and a delivery at the same moment exactly one wins', async () => {
  const rounds = Array.from({ length: 20 }, async (_, n) => {
    const { id } = await service.client.emails.send.mutate({ to: `race-${n}@b.co`, message: welcome });
    const cancelled = await service.client.emails.cancel.mutate({ id }).then(
      () => true,
      () => false,
    );
    const end = await service.until(id, 'delivered', 'cancelled');
    await service.simulator.idle();
    const { accepted } = service.simulator.calls.ofEmail(id);
    expect([end, accepted]).toEqual(cancelled ? ['cancelled', 0] : ['delivered', 1]);
  });
  await Promise.all(rounds);
});

test('a failed email is resent as the same email, by whoever may manage', async () => {
  const id = await fail('resend@example.com');
  const found = await service.client.emails.list.query({ status: 'failed', error: 'address_not_verified' });
  expect(found.emails.map((email) => email.id)).toEqual([id]);

  const sender = service.clientWith((await service.newKey(['send', 'read'])).key);
  await expect(sender.emails.resend.mutate({ ids: [id] })).rejects.toMatchObject({
    data: { code: 'missing_scope' },
  });
  expect(await service.client.emails.resend.mutate({ ids: [id] })).toEqual({ resent: [id], refused: [] });
  await service.until(id, 'delivered');
  expect(await service.client.emails.get.query({ id })).toMatchObject({ error: null, attempts: 2 });
  expect(await kinds(service, id)).toEqual(expect.arrayContaining(['refused', 'resent', 'delivered']));
  const { prisma } = service.context.database;
  expect(await prisma.email.findUniqueOrThrow({ where: { id } })).toMatchObject({ autoResends: 0 });
});

test('only failed and held email is resent; every other is refused with a sentence', async () => {
  const { prisma } = service.context.database;
  const failed = await fail('one@example.com');
  const broken = await fail('two@example.com');
  await prisma.email.update({ where: { id: broken }, data: { sealed: new Uint8Array(60) } });
  const expired = await fail('three@example.com');
  await prisma.email.update({ where: { id: expired }, data: { status: 'expired' } });
  const late = await fail('four@example.com');
  await prisma.email.update({ where: { id: late }, data: { expiresAt: new Date(Date.now() - 1000) } });
  const { id: delivered } = await service.client.emails.send.mutate({ to: 'five@b.co', message: welcome });
  await service.until(delivered, 'delivered');
  const unknown = '01a20b8a-1c86-7100-a28d-f0961d69bd47';

  const { body } = await service.post('/api/emails/resend', {
    ids: [delivered, broken, failed, expired, late, unknown],
  });
  expect(body).toEqual({
    resent: [failed],
    refused: [
      { id: delivered, code: 'too_late', message: expect.stringContaining('delivered') },
      { id: broken, code: 'too_late', message: expect.stringContaining('erased') },
      { id: expired, code: 'too_late', message: expect.stringContaining('expired') },
      { id: late, code: 'too_late', message: expect.stringContaining('expired') },
      { id: unknown, code: 'not_found', message: expect.any(String) },
    ],
  });
  await service.until(failed, 'delivered');
});

test('many are resent in one call, and the audit chain holds', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 30; n += 1) {
    ids.push((await idle.client.emails.send.mutate({ to: `held-${n}@b.co`, message: welcome })).id);
  }
  const { prisma } = idle.context.database;
  await prisma.email.updateMany({ where: { id: { in: ids } }, data: { status: 'held' } });
  await prisma.recipient.updateMany({ where: { emailId: { in: ids } }, data: { status: 'held' } });
  expect(await idle.client.emails.resend.mutate({ ids })).toEqual({ resent: ids, refused: [] });
  expect(await prisma.recipient.count({ where: { emailId: { in: ids }, status: 'queued' } })).toBe(30);
  expect(await prisma.auditEntry.count({ where: { action: 'email.resent', target: { in: ids } } })).toBe(30);
  expect(await verifyAuditChain(idle.context, idle.context.defaultProjectId)).toHaveProperty('sound');
});
