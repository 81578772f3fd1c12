import { attemptTag, sesEvent } from '@carepost/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Context } from '../src/context.ts';
import { setSendRate } from '../src/delivery/adapt-send-rate.ts';
import { claimEmails } from '../src/delivery/claim-emails.ts';
import { deliverBatch } from '../src/delivery/deliver-batch.ts';
import { expireOverdue } from '../src/delivery/expire-overdue.ts';
import type { Claim } from '../src/delivery/lease.ts';
import { markSending } from '../src/delivery/mark-sending.ts';
import { endLapsedPauses, pauseSending } from '../src/delivery/pause-sending.ts';
import { settleAttempt } from '../src/delivery/settle-attempt.ts';
import { sweep } from '../src/delivery/sweep.ts';
import { createEmail } from '../src/emails/create-email.ts';
import { sendInput } from '../src/emails/send-input.ts';
import { applyEvent } from '../src/events/apply-event.ts';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

// Orders of events that a review found to lose, double or hold up mail. No worker runs: each step is taken by hand.
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
});
beforeEach(async () => {
  service.simulator.faults.clear();
  await prisma().sendPause.deleteMany();
  await setSendRate(service.context, 5_000);
});
afterAll(() => service[Symbol.asyncDispose]());

const prisma = () => service.context.database.prisma;
const emailOf = (id: string) => prisma().email.findUniqueOrThrow({ where: { id } });
const posts = (id: string) => service.simulator.calls.ofEmail(id).received;
const statusesOf = async (id: string) =>
  (await prisma().recipient.findMany({ where: { emailId: id }, orderBy: { n: 'asc' } })).map(
    ({ status }) => status,
  );
const deliver = (id: string, context: Context = service.context) =>
  deliverBatch(context, { claims: new Set(), draining: new AbortController().signal }, [id]);

async function accept(more: object = {}): Promise<string> {
  const input = sendInput.parse({ to: 'a@b.co', message: welcome, ...more });
  return (await createEmail(service.context, service.context.defaultProjectId, input)).id;
}

/** A worker has made the call and is not heard of any more; the email is unknown. */
async function unknown(more: object = {}): Promise<{ id: string; claim: Claim }> {
  const id = await accept(more);
  const [email] = await claimEmails(service.context, [id]);
  if (!email) throw new Error('not claimed');
  const claim = { emailId: id, fence: email.fence };
  const recipientCount = (await statusesOf(id)).length;
  const facts = { transport: 'ses' as const, recipientCount, contentHash: new Uint8Array(32) };
  expect(await markSending(service.context, email, claim, facts)).toBe(true);
  await settleAttempt(service.context, claim, { outcome: 'unknown', error: 'process_died' });
  return { id, claim };
}

/** As the reconciler decides it. */
async function putBack(id: string): Promise<void> {
  await prisma().recipient.updateMany({ where: { emailId: id }, data: { status: 'queued' } });
  await prisma().email.update({ where: { id }, data: { status: 'queued', unknownSince: null } });
}

async function hold(id: string): Promise<void> {
  await prisma().recipient.updateMany({ where: { emailId: id }, data: { status: 'held' } });
  await prisma().email.update({ where: { id }, data: { status: 'held', unknownSince: null } });
}

const lateSent = (claim: Claim) =>
  settleAttempt(service.context, claim, {
    outcome: 'sent',
    transport: 'ses',
    providerMessageId: `late-${attemptTag(claim.emailId, claim.fence)}`,
  });

function apply(id: string, eventType: 'Delivery' | 'Bounce', to: string): Promise<void> {
  const timestamp = new Date().toISOString();
  const event = sesEvent.parse({
    eventType,
    mail: { timestamp, messageId: `m-${id}`, destination: [to], tags: { attempt_id: [attemptTag(id, 1)] } },
    delivery: { timestamp, recipients: [to] },
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: to }],
      timestamp,
    },
  });
  return service.context.database.transaction((tx) => applyEvent(service.context, tx, event));
}

/** A database that calls `before` right before the n-th transaction from now. */
function interrupted(n: number, before: () => Promise<unknown>): Context {
  let transactions = 0;
  const { database } = service.context;
  const transaction: typeof database.transaction = async (work) => {
    transactions += 1;
    if (transactions === n) await before();
    return database.transaction(work);
  };
  return { ...service.context, database: Object.create(database, { transaction: { value: transaction } }) };
}

test('an email that waited for days is tried again like any other', async () => {
  const id = await accept({ sendAt: new Date(Date.now() + 4 * 86_400_000).toISOString() });
  await prisma().$executeRaw`
    UPDATE "Email" SET "createdAt" = now() - interval '4 days', "sendAt" = now(), "notBefore" = now() WHERE "id" = ${id}::uuid`;
  service.simulator.faults.set({ throttle: 1 });
  await deliver(id);
  expect(await emailOf(id)).toMatchObject({ status: 'queued', error: 'throttled' });
});

test('three days of trying end it, counted from the first try or from when a person put it back', async () => {
  const id = await accept();
  const longAgo = new Date(Date.now() - 4 * 86_400_000);
  const failing = async () => {
    service.simulator.faults.set({ throttle: 1 });
    await prisma().email.update({ where: { id }, data: { notBefore: null } });
    await deliver(id);
    return (await emailOf(id)).status;
  };
  await prisma().email.update({ where: { id }, data: { createdAt: longAgo } });
  expect(await failing()).toBe('queued');
  await prisma().attempt.updateMany({ where: { emailId: id }, data: { startedAt: longAgo } });
  expect(await failing()).toBe('failed');
  expect((await service.client.emails.resend.mutate({ ids: [id] })).resent).toEqual([id]);
  expect(await failing()).toBe('queued');
});

test('a late answer ends the email that another worker holds for a second attempt', async () => {
  const { id, claim } = await unknown();
  await putBack(id);
  await claimEmails(service.context, [id]);
  await lateSent(claim);
  expect(await emailOf(id)).toMatchObject({ status: 'sent', leaseUntil: null });
});

test('a late answer right before the mark of a second attempt: nothing more leaves', async () => {
  const { id, claim } = await unknown();
  await putBack(id);
  await deliver(
    id,
    interrupted(1, () => lateSent(claim)),
  );
  expect(posts(id)).toBe(0);
  expect((await emailOf(id)).status).toBe('sent');
});

test('a late answer outweighs a person who gave the email up', async () => {
  const { id, claim } = await unknown();
  await hold(id);
  await service.client.emails.settleHeld.mutate({ ids: [id], verdict: 'failed' });
  await lateSent(claim);
  expect(await emailOf(id)).toMatchObject({ status: 'sent' });
  const { refused } = await service.client.emails.resend.mutate({ ids: [id] });
  expect(refused).toHaveLength(1);
});

test('an event of one recipient proves the attempt for all of them, also after a person gave the email up', async () => {
  const { id } = await unknown({ to: ['x1@b.co', 'x2@b.co'], revealRecipients: true });
  await hold(id);
  await service.client.emails.settleHeld.mutate({ ids: [id], verdict: 'failed' });
  await apply(id, 'Delivery', 'x1@b.co');
  expect(await statusesOf(id)).toEqual(['delivered', 'sent']);
});

test('what is still to come is not hidden by the bad news of another recipient', async () => {
  const id = await accept({ to: ['y1@b.co', 'y2@b.co'], revealRecipients: true });
  await prisma().recipient.updateMany({ where: { emailId: id, n: 0 }, data: { status: 'bounced' } });
  await prisma().recipient.updateMany({ where: { emailId: id, n: 1 }, data: { status: 'failed' } });
  await prisma().email.update({ where: { id }, data: { status: 'failed', fence: 1 } });
  await service.client.emails.resend.mutate({ ids: [id] });
  await deliver(id);
  expect(await statusesOf(id)).toEqual(['bounced', 'sent']);
  expect(posts(id)).toBe(1);
});

test('copies whose "to" got the email are not sent without it', async () => {
  const id = await accept({ to: 'z1@b.co', cc: ['z2@b.co'], revealRecipients: true });
  await prisma().recipient.updateMany({ where: { emailId: id, n: 0 }, data: { status: 'delivered' } });
  await prisma().recipient.updateMany({ where: { emailId: id, n: 1 }, data: { status: 'failed' } });
  await prisma().email.update({ where: { id }, data: { status: 'failed' } });
  const { refused } = await service.client.emails.resend.mutate({ ids: [id] });
  expect(refused).toMatchObject([{ id, code: 'too_late', message: expect.stringContaining('only copies') }]);
});

test('a recipient suppressed between claim and call gets nothing', async () => {
  const to = 'late-suppressed@b.co';
  const id = await accept({ to });
  await deliver(
    id,
    interrupted(1, () => service.client.suppressions.add.mutate({ address: to, scope: 'all' })),
  );
  expect(posts(id)).toBe(0);
  expect((await emailOf(id)).status).toBe('queued');
  await deliver(id);
  expect((await emailOf(id)).status).toBe('suppressed');
});

test('a mark whose commit is answered by a broken connection leaves nothing unknown', async () => {
  const id = await accept();
  const { database } = service.context;
  let once = true;
  const transaction: typeof database.transaction = async (work) => {
    const result = await database.transaction(work);
    if (once) {
      once = false;
      throw new Error('Connection terminated unexpectedly');
    }
    return result;
  };
  await deliver(id, {
    ...service.context,
    database: Object.create(database, { transaction: { value: transaction } }),
  });
  expect(posts(id)).toBe(0);
  expect(await emailOf(id)).toMatchObject({ status: 'queued', error: 'lease_lost' });
});

test('a template that throws is tried again, ever more seldom, and ends after three days', async () => {
  const id = await accept();
  const { sealing } = service.context;
  const broken = { ...service.context, sealing: { ...sealing, open: () => Promise.reject(new Error('x')) } };
  await deliver(id, broken);
  const first = await emailOf(id);
  expect(first).toMatchObject({ status: 'queued', error: 'compose_failed' });
  expect(first.notBefore).not.toBeNull();
  await prisma().$executeRaw`
    UPDATE "Email" SET "notBefore" = NULL, "troubledSince" = now() - interval '73 hours' WHERE "id" = ${id}::uuid`;
  await deliver(id, broken);
  expect(await emailOf(id)).toMatchObject({ status: 'failed', error: 'compose_failed' });
});

test('of many that expire together all do, a few in each transaction', async () => {
  const { accepted } = await service.client.emails.sendBatch.mutate({
    emails: Array.from({ length: 60 }, (_, n) => ({ to: `e${n}@b.co`, message: welcome })),
  });
  const ids = accepted.map(({ id }) => id);
  await prisma().email.updateMany({ where: { id: { in: ids } }, data: { expiresAt: new Date(0) } });
  const sizes: number[] = [];
  const { database } = service.context;
  const transaction: typeof database.transaction = async (work) => {
    const result = await database.transaction(work);
    if (typeof result === 'number') sizes.push(result);
    return result;
  };
  const watched = {
    ...service.context,
    database: Object.create(database, { transaction: { value: transaction } }),
  };
  expect(await expireOverdue(watched)).toBe(60);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(25);
});

test('a step of the sweep that fails keeps no other from being taken', async () => {
  const { id } = await unknown();
  await putBack(id);
  await claimEmails(service.context, [id]);
  await prisma()
    .$executeRaw`UPDATE "Email" SET "leaseUntil" = now() - interval '1 second' WHERE "id" = ${id}::uuid`;
  const other = await accept();
  await prisma().email.update({ where: { id: other }, data: { expiresAt: new Date(0) } });
  // The first transaction is the one that releases.
  await expect(sweep(interrupted(1, () => Promise.reject(new Error('away'))))).rejects.toThrow(
    AggregateError,
  );
  expect((await emailOf(other)).status).toBe('expired');
});

test('two reasons to pause are one pause, and its end is told', async () => {
  const { endpoint } = await service.client.webhooks.create.mutate({
    url: 'https://hooks.example/x',
    eventTypes: ['sending.paused', 'sending.resumed'],
  });
  const told = async () =>
    (await prisma().webhookMessage.findMany({ orderBy: { id: 'asc' } })).map(({ type }) => type);
  await pauseSending(service.context, 900, 'daily_quota_exceeded');
  await pauseSending(service.context, 120, 'account_paused');
  await pauseSending(service.context, 120, 'daily_quota_exceeded');
  expect(await told()).toEqual(['sending.paused']);
  await prisma().$executeRaw`UPDATE "SendPause" SET "until" = now() WHERE "reason" = 'account_paused'`;
  await endLapsedPauses(service.context);
  expect(await told()).toEqual(['sending.paused']);
  // The shorter reason has not shortened the longer one.
  const [left] = await prisma().sendPause.findMany();
  expect(left?.until.getTime()).toBeGreaterThan(Date.now() + 600_000);
  await prisma().$executeRaw`UPDATE "SendPause" SET "until" = now()`;
  await Promise.all([endLapsedPauses(service.context), endLapsedPauses(service.context)]);
  expect(await told()).toEqual(['sending.paused', 'sending.resumed']);
  await service.client.webhooks.delete.mutate({ id: endpoint.id });
});

test('a second recipient that bounces is told of, though the email said so already', async () => {
  const { endpoint } = await service.client.webhooks.create.mutate({
    url: 'https://hooks.example/y',
    eventTypes: ['email.bounced'],
  });
  const id = await accept({ to: ['q1@b.co', 'q2@b.co'], revealRecipients: true });
  await deliver(id);
  await apply(id, 'Bounce', 'q1@b.co');
  await apply(id, 'Bounce', 'q2@b.co');
  expect(await prisma().webhookMessage.count({ where: { emailId: id } })).toBe(2);
  await service.client.webhooks.delete.mutate({ id: endpoint.id });
});

test('an email of which one recipient was reached says so when the rest is cancelled', async () => {
  const id = await accept({ to: ['c1@b.co', 'c2@b.co'], revealRecipients: true });
  await prisma().recipient.updateMany({ where: { emailId: id, n: 0 }, data: { status: 'delivered' } });
  await service.client.emails.cancel.mutate({ id });
  expect(await statusesOf(id)).toEqual(['delivered', 'cancelled']);
  expect((await emailOf(id)).status).toBe('delivered');
});
