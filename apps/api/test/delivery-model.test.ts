import {
  attemptTag,
  canRaise,
  type RecipientStatus,
  recipientStatus,
  rollUpStatus,
  sesEvent,
} from '@carepost/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimEmails } from '../src/delivery/claim-emails.ts';
import { expireOverdue } from '../src/delivery/expire-overdue.ts';
import { type Claim, LeaseLostError, requireLease } from '../src/delivery/lease.ts';
import { markSending } from '../src/delivery/mark-sending.ts';
import { reconcileUnknown } from '../src/delivery/reconcile-unknown.ts';
import { type AttemptResult, settleAttempt } from '../src/delivery/settle-attempt.ts';
import { sweep } from '../src/delivery/sweep.ts';
import { createEmail } from '../src/emails/create-email.ts';
import { resendEmails } from '../src/emails/resend-emails.ts';
import { sendInput } from '../src/emails/send-input.ts';
import { settleHeld } from '../src/emails/settle-held.ts';
import { applyEvent } from '../src/events/apply-event.ts';
import { startTestService, type TestService } from './service.ts';

// The real steps of the protocol on a real database, in every order that workers, provider, clock and people could take
// them in. Beside it runs a model of the provider: which attempts it really accepted.

const RUNS = 100;
let service: TestService;
let worlds = 0;
beforeAll(async () => {
  service = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
});
afterAll(() => service[Symbol.asyncDispose]());

const messages = {
  resend: sendInput.shape.message.parse({
    template: 'password-reset',
    props: { firstName: 'Ada', resetUrl: 'https://portal.example/', expiresAt: '2030-01-01T10:00:00Z' },
  }),
  hold: sendInput.shape.message.parse({
    template: 'welcome',
    props: { firstName: 'Ada', signInUrl: 'https://portal.example/' },
  }),
};

// Mostly one worker goes on; the other is the one that was frozen or too late.
const worker = fc.constantFrom(0, 0, 0, 1);
const step = fc.oneof(
  {
    // Claim, mark, call, settle: whichever is next for this worker.
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('worker goes on' as const),
      worker,
      answer: fc.constantFrom('accepted', 'accepted then reset', 'broken', 'throttled', 'rejected'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('die' as const), worker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lease runs out' as const) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('lease runs out and is swept up' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('window passes in silence' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expires' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('person settles' as const),
      verdict: fc.constantFrom('sent' as const, 'failed' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('person resends' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      which: fc.nat(3),
      recipient: fc.nat(1),
      type: fc.constantFrom('Send', 'Delivery', 'Bounce', 'Complaint', 'DeliveryDelay'),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test('no order of worker steps and events moves a state backwards, doubles an email blindly, or ends anywhere but in a legal state', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('resend' as const, 'hold' as const),
      fc.array(step, { minLength: 4, maxLength: 25 }),
      async (onUnknown, steps) => {
        const world = await createWorld(onUnknown);
        for (const one of steps) await world.take(one);
        await world.comeToRest();
      },
    ),
    { numRuns: RUNS },
  );
});

type Answer = Extract<Step, { kind: 'worker goes on' }>['answer'];
type Working = { claim: Claim; marked?: true; result?: AttemptResult };

/** One email, two workers, a provider. */
async function createWorld(onUnknown: 'resend' | 'hold') {
  const { context } = service;
  const { prisma } = context.database;
  // An address of its own: a bounce or complaint suppresses it.
  worlds += 1;
  const addresses = [`ada+${worlds}@example.com`, `bob+${worlds}@example.com`];
  const { id } = await createEmail(context, context.defaultProjectId, {
    to: addresses,
    revealRecipients: true,
    message: messages[onUnknown],
  });
  const workers: (Working | undefined)[] = [undefined, undefined];
  /** Fences the provider accepted. */
  const accepted = new Set<number>();
  let proven = false;
  let settledByPerson = false;
  let before: RecipientStatus[] = ['queued', 'queued'];
  let resends = 0;

  const read = async () => {
    const email = await prisma.email.findUniqueOrThrow({ where: { id } });
    const rows = await prisma.recipient.findMany({ where: { emailId: id }, orderBy: { n: 'asc' } });
    return { email, recipients: rows.map(({ status }) => recipientStatus.parse(status)) };
  };

  async function claim(w: number): Promise<void> {
    const [email] = await claimEmails(context, [id]);
    if (email) workers[w] = { claim: { emailId: id, fence: email.fence } };
  }

  async function mark(w: number): Promise<void> {
    const work = workers[w];
    if (!work || work.marked) return;
    const { email } = await read();
    const { recipients } = await read();
    const recipientCount = recipients.filter((status) => status === 'queued').length;
    const facts = { transport: 'ses' as const, recipientCount, contentHash: new Uint8Array(32) };
    if (await markSending(context, email, work.claim, facts)) work.marked = true;
    else workers[w] = undefined;
  }

  async function call(w: number, answer: Answer): Promise<void> {
    const work = workers[w];
    if (!work?.marked || work.result) return;
    try {
      await requireLease(context.database, work.claim);
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
      work.result = { outcome: 'not_sent', error: 'lease_lost', retryAt: new Date() };
      return;
    }
    const { email } = await read();
    expect(email).toMatchObject({ status: 'sending', fence: work.claim.fence });
    if (answer.startsWith('accepted')) accepted.add(work.claim.fence);
    work.result = results[answer](work.claim);
  }

  async function settle(w: number): Promise<void> {
    const work = workers[w];
    if (!work?.result) return;
    await settleAttempt(context, work.claim, work.result);
    proven ||= work.result.outcome === 'sent';
    workers[w] = undefined;
  }

  async function goOn(w: number, answer: Answer): Promise<void> {
    const work = workers[w];
    if (!work) return claim(w);
    if (!work.marked) return mark(w);
    return work.result ? settle(w) : call(w, answer);
  }

  async function event({ which, recipient, type }: Extract<Step, { kind: 'event' }>): Promise<void> {
    const fence = [...accepted][which % Math.max(1, accepted.size)];
    if (fence === undefined) return;
    await context.database.transaction((tx) =>
      applyEvent(
        context,
        tx,
        eventOf(id, fence, type === 'Send' ? addresses : addresses.slice(recipient, recipient + 1), type),
      ),
    );
    proven = true;
  }

  async function run(one: Step): Promise<void> {
    switch (one.kind) {
      case 'worker goes on':
        return goOn(one.worker, one.answer);
      case 'die':
        workers[one.worker] = undefined;
        return;
      case 'lease runs out':
        await prisma.$executeRaw`
          UPDATE "Email" SET "leaseUntil" = now() - interval '1 second' WHERE "id" = ${id}::uuid AND "leaseUntil" IS NOT NULL`;
        return;
      case 'lease runs out and is swept up':
        await run({ kind: 'lease runs out' });
        await sweep(context);
        return;
      case 'window passes in silence':
        return passWindow();
      case 'expires':
        await prisma.$executeRaw`UPDATE "Email" SET "expiresAt" = now() WHERE "id" = ${id}::uuid`;
        await expireOverdue(context);
        return;
      case 'person settles': {
        const caller = { projectId: context.defaultProjectId, actor: 'test' };
        const { settled } = await settleHeld(context, caller, { ids: [id], verdict: one.verdict });
        settledByPerson ||= settled.length > 0;
        return;
      }
      case 'person resends': {
        const caller = { projectId: context.defaultProjectId, actor: 'test' };
        const { resent } = await resendEmails(context, caller, [id]);
        resends += resent.length;
        return;
      }
      case 'event':
        return event(one);
      default:
        one satisfies never;
    }
  }

  async function passWindow(): Promise<void> {
    await prisma.$executeRaw`
      UPDATE "Email" SET "unknownSince" = now() - interval '1 hour' WHERE "id" = ${id}::uuid AND "status" = 'unknown'`;
    await prisma.$executeRaw`
      INSERT INTO "EventChannel" ("key", "aliveSince", "provenAt") VALUES ('ses:us-east-1:transactional', now() - interval '2 hours', now())
      ON CONFLICT ("key") DO UPDATE SET "aliveSince" = EXCLUDED."aliveSince", "provenAt" = EXCLUDED."provenAt"`;
    await reconcileUnknown(context);
  }

  return {
    async take(one: Step): Promise<void> {
      await run(one);
      const after = await read();
      check(one, before, after);
      before = after.recipients;
    },
    /** Workers die, leases run out, what is due is delivered, every event arrives, the window passes. */
    async comeToRest(): Promise<void> {
      const rest: Step[] = [
        { kind: 'die', worker: 0 },
        { kind: 'die', worker: 1 },
        { kind: 'lease runs out and is swept up' },
      ];
      for (const one of rest) await this.take(one);
      for (const which of [...accepted].keys())
        await this.take({ kind: 'event', which, recipient: 0, type: 'Send' });
      for (let round = 0; round < 3; round += 1) {
        await this.take({ kind: 'window passes in silence' });
        await prisma.email.update({ where: { id }, data: { notBefore: null } });
        for (let n = 0; n < 4; n += 1) {
          await this.take({ kind: 'worker goes on', worker: 0, answer: 'accepted' });
        }
        await this.take({ kind: 'lease runs out and is swept up' });
      }
      const { email } = await read();
      const ends = ['sent', 'delivered', 'bounced', 'complained', 'failed', 'expired', 'held'];
      expect(ends).toContain(email.status);
      const left = proven || accepted.size > 0;
      if (!left && !settledByPerson) expect(['failed', 'expired', 'held']).toContain(email.status);
    },
  };

  function check(
    one: Step,
    before: RecipientStatus[],
    { email, recipients }: Awaited<ReturnType<typeof read>>,
  ): void {
    for (const [n, now] of recipients.entries()) {
      const was = before[n] ?? 'queued';
      // What left is never unsaid, by nobody; an event moves nothing down at all.
      if (left(was) || one.kind === 'event') expect(canRaise(now, was)).toBe(false);
      // An attempt proven while another is under way is said when that one ends.
      if (proven && now !== 'sending') expect(left(now)).toBe(true);
    }
    // The email says what its recipients say, but for its own steps before anything leaves.
    expect(email.status === 'claimed' ? 'queued' : email.status).toBe(rollUpStatus(recipients));
    expect(email.unknownSince === null).toBe(email.status !== 'unknown');
    // Another acceptance is only ever one that the template or a person allowed.
    expect(accepted.size).toBeLessThanOrEqual(1 + email.autoResends + resends);
    expect(email.autoResends).toBeLessThanOrEqual(onUnknown === 'resend' ? 1 : 0);
  }
}

const left = (status: RecipientStatus) => canRaise('sending', status);

const results: Record<Answer, (claim: Claim) => AttemptResult> = {
  accepted: ({ emailId, fence }) => ({
    outcome: 'sent',
    transport: 'ses',
    providerMessageId: `message-${attemptTag(emailId, fence)}`,
  }),
  'accepted then reset': () => ({ outcome: 'unknown', error: 'connection_lost' }),
  broken: () => ({ outcome: 'unknown', error: 'provider_error' }),
  throttled: () => ({ outcome: 'not_sent', error: 'throttled', retryAt: new Date() }),
  rejected: () => ({ outcome: 'refused', error: 'message_rejected' }),
};

function eventOf(
  emailId: string,
  fence: number,
  to: readonly string[],
  eventType: Extract<Step, { kind: 'event' }>['type'],
) {
  const timestamp = new Date().toISOString();
  const recipients = to.map((emailAddress) => ({ emailAddress }));
  return sesEvent.parse({
    eventType,
    mail: {
      timestamp,
      messageId: `message-${attemptTag(emailId, fence)}`,
      destination: to,
      tags: { attempt_id: [attemptTag(emailId, fence)] },
    },
    delivery: { timestamp, recipients: to },
    bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: recipients, timestamp },
    complaint: { complainedRecipients: recipients, timestamp },
    deliveryDelay: { delayType: 'MailboxFull', delayedRecipients: recipients, timestamp },
  });
}
