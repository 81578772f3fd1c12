import { attemptTag, sesEvent } from '@carepost/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { claimEmails } from '../src/delivery/claim-emails.ts';
import { deliverBatch } from '../src/delivery/deliver-batch.ts';
import { markSending } from '../src/delivery/mark-sending.ts';
import { reconcileUnknown } from '../src/delivery/reconcile-unknown.ts';
import { refreshSendRate } from '../src/delivery/refresh-send-rate.ts';
import { createEmail } from '../src/emails/create-email.ts';
import { sendInput } from '../src/emails/send-input.ts';
import { applyEvent } from '../src/events/apply-event.ts';
import { startTestService, type TestService } from './service.ts';

// What becomes of an email when nobody knows whether the provider took it. No worker runs: each step is taken by hand.
const WINDOW = 400;
let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    env: { RUN_WORKER: 'false', UNKNOWN_WINDOW_SECONDS: String(WINDOW) },
  });
  await refreshSendRate(service.context);
});
beforeEach(async () => {
  await service.simulator.idle();
  service.simulator.faults.clear();
  await prisma().eventChannel.deleteMany();
  await prisma().email.updateMany({ where: { status: 'unknown' }, data: { status: 'failed' } });
});
afterAll(() => service[Symbol.asyncDispose]());

const portal = 'https://portal.example/sign-in';
const mayResend = sendInput.shape.message.parse({
  template: 'password-reset',
  props: { firstName: 'Ada', resetUrl: portal, expiresAt: '2030-01-01T10:00:00Z' },
});
const mustHold = sendInput.shape.message.parse({
  template: 'welcome',
  props: { firstName: 'Ada', signInUrl: portal },
});

const prisma = () => service.context.database.prisma;
const emailOf = (id: string) => prisma().email.findUniqueOrThrow({ where: { id } });
const posts = (id: string) => service.simulator.calls.ofEmail(id).received;
const state = () => ({ claims: new Set<never>(), draining: new AbortController().signal });
const deliver = (id: string) => deliverBatch(service.context, state(), [id]);

/** An email whose only call was answered by a reset, so many seconds ago; no event of it comes. */
async function unknown(message: typeof mayResend, secondsAgo: number, expiresInSeconds?: number) {
  service.simulator.faults.set({ resetAfterAccept: 1, withholdEvents: 1 });
  const { id } = await createEmail(service.context, service.context.defaultProjectId, {
    to: 'ada@example.com',
    message,
  });
  await deliver(id);
  await prisma().$executeRaw`
    UPDATE "Email" SET "unknownSince" = now() - make_interval(secs => ${secondsAgo}::int) WHERE "id" = ${id}::uuid`;
  if (expiresInSeconds !== undefined) {
    await prisma().$executeRaw`
      UPDATE "Email" SET "expiresAt" = now() + make_interval(secs => ${expiresInSeconds}::int) WHERE "id" = ${id}::uuid`;
  }
  expect((await emailOf(id)).status).toBe('unknown');
  return id;
}

/** Events came in from so many seconds ago until now. */
const channelAlive = (seconds: number) =>
  prisma().$executeRaw`
    INSERT INTO "EventChannel" ("key", "aliveSince", "provenAt")
    VALUES ('ses:us-east-1:transactional', now() - make_interval(secs => ${seconds}::int), now())
    ON CONFLICT ("key") DO UPDATE SET "aliveSince" = EXCLUDED."aliveSince", "provenAt" = EXCLUDED."provenAt"`;

test('within the window nothing is decided, however alive the events are', async () => {
  const id = await unknown(mayResend, WINDOW - 10);
  await channelAlive(3600);
  expect(await reconcileUnknown(service.context)).toEqual({ resent: 0, held: 0 });
  expect((await emailOf(id)).status).toBe('unknown');
});

test('while no event arrives silence proves nothing, and the window does not run', async () => {
  const id = await unknown(mayResend, WINDOW + 60);
  expect(await reconcileUnknown(service.context)).toEqual({ resent: 0, held: 0 });
  // Events are back, but only since a minute: what was lost before them may still come.
  await channelAlive(60);
  expect(await reconcileUnknown(service.context)).toEqual({ resent: 0, held: 0 });
  expect((await emailOf(id)).status).toBe('unknown');
});

test('silence through the whole window: a template that allows it is sent once more, then a person decides', async () => {
  const id = await unknown(mayResend, WINDOW + 10);
  await channelAlive(3600);
  expect(await reconcileUnknown(service.context)).toMatchObject({ resent: 1 });
  expect(await emailOf(id)).toMatchObject({ status: 'queued', autoResends: 1, unknownSince: null });
  service.simulator.faults.set({ resetAfterAccept: 1, withholdEvents: 1 });
  await deliver(id);
  expect(posts(id)).toBe(2);
  await prisma()
    .$executeRaw`UPDATE "Email" SET "unknownSince" = now() - interval '1000 seconds' WHERE "id" = ${id}::uuid`;
  expect(await reconcileUnknown(service.context)).toMatchObject({ resent: 0, held: 1 });
  expect((await emailOf(id)).status).toBe('held');
});

test('a template that must not be doubled is held for a person', async () => {
  const id = await unknown(mustHold, WINDOW + 10);
  await channelAlive(3600);
  expect(await reconcileUnknown(service.context)).toMatchObject({ resent: 0, held: 1 });
  expect((await emailOf(id)).status).toBe('held');
  expect(posts(id)).toBe(1);
});

test('an email that has expired is not sent again', async () => {
  const id = await unknown(mayResend, WINDOW + 10, -1);
  await channelAlive(3600);
  expect(await reconcileUnknown(service.context)).toMatchObject({ resent: 0, held: 1 });
  expect((await emailOf(id)).status).toBe('held');
});

test('without proof for an hour a person is asked, also where the template may resend', async () => {
  const id = await unknown(mayResend, WINDOW + 3601);
  expect(await reconcileUnknown(service.context)).toMatchObject({ resent: 0, held: 1 });
  expect((await emailOf(id)).status).toBe('held');
});

test('a provider that is away keeps nobody from being asked', async () => {
  const id = await unknown(mayResend, WINDOW + 3601);
  const send = () => Promise.reject(new Error('away'));
  const transport = { ...service.context.transport, send };
  expect(await reconcileUnknown({ ...service.context, transport })).toMatchObject({ held: 1 });
  expect((await emailOf(id)).status).toBe('held');
});

test('in a quiet hour a probe to the mailbox simulator shows whether events arrive, one a minute', async () => {
  await unknown(mayResend, 10);
  const probes = () => service.simulator.inbox.list({ to: 'success@simulator.amazonses.com' }).length;
  const before = probes();
  await Promise.all([reconcileUnknown(service.context), reconcileUnknown(service.context)]);
  await reconcileUnknown(service.context);
  expect(probes()).toBe(before + 1);
  await service.simulator.idle();
  const channel = await prisma().eventChannel.findUniqueOrThrow({
    where: { key: 'ses:us-east-1:transactional' },
  });
  expect(channel.provenAt).not.toBeNull();
  expect(await prisma().parkedEvent.count()).toBe(0);
});

test('an event of the first attempt that comes while the second one waits is the end of it', async () => {
  const id = await unknown(mayResend, WINDOW + 10);
  await channelAlive(3600);
  await reconcileUnknown(service.context);
  const late = sesEvent.parse({
    eventType: 'Send',
    mail: {
      timestamp: new Date().toISOString(),
      messageId: `late-${id}`,
      destination: ['ada@example.com'],
      tags: { attempt_id: [attemptTag(id, 1)] },
    },
  });
  await service.context.database.transaction((tx) => applyEvent(service.context, tx, late));
  expect((await emailOf(id)).status).toBe('sent');
  await deliver(id);
  expect(posts(id)).toBe(1);
});

test('the same while a worker holds the second attempt, with an event that names nobody', async () => {
  const id = await unknown(mayResend, WINDOW + 10);
  await channelAlive(3600);
  await reconcileUnknown(service.context);
  const [email] = await claimEmails(service.context, [id]);
  if (!email) throw new Error('not claimed');
  const timestamp = new Date().toISOString();
  const late = sesEvent.parse({
    eventType: 'DeliveryDelay',
    mail: { timestamp, messageId: `late-${id}`, destination: [], tags: { attempt_id: [attemptTag(id, 1)] } },
    deliveryDelay: { delayType: 'MailboxFull', delayedRecipients: [], timestamp },
  });
  await service.context.database.transaction((tx) => applyEvent(service.context, tx, late));
  expect((await emailOf(id)).status).toBe('sent');
  const claim = { emailId: id, fence: email.fence };
  const facts = { transport: 'ses' as const, recipientCount: 1, contentHash: new Uint8Array(32) };
  expect(await markSending(service.context, email, claim, facts)).toBe(false);
});

test('held emails are settled by a person, each and in bulk, and every decision is on record', async () => {
  const ids = [];
  for (let n = 0; n < 3; n += 1) ids.push(await unknown(mustHold, WINDOW + 10));
  const [first = '', ...others] = ids;
  await channelAlive(3600);
  await reconcileUnknown(service.context);
  const { emails } = await service.client.emails.list.query({ status: 'held' });
  expect(emails.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));

  const settle = service.client.emails.settleHeld;
  expect(await settle.mutate({ ids: [first], verdict: 'sent' })).toEqual({ settled: [first], notHeld: [] });
  expect(await settle.mutate({ ids, verdict: 'failed' })).toEqual({ settled: others, notHeld: [first] });
  expect(await Promise.all(ids.map(async (id) => (await emailOf(id)).status))).toEqual([
    'sent',
    'failed',
    'failed',
  ]);
  const audited = await prisma().auditEntry.findMany({ where: { target: { in: ids } } });
  expect(audited.map(({ action }) => action).sort()).toEqual([
    'email.settled_failed',
    'email.settled_failed',
    'email.settled_sent',
  ]);
});
