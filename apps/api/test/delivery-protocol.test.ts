import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimEmails } from '../src/delivery/claim-emails.ts';
import { DrainingError, deliverBatch } from '../src/delivery/deliver-batch.ts';
import { requireLease } from '../src/delivery/lease.ts';
import { markSending } from '../src/delivery/mark-sending.ts';
import { pauseSending } from '../src/delivery/pause-sending.ts';
import { refreshSendRate } from '../src/delivery/refresh-send-rate.ts';
import { waitForSendRate } from '../src/delivery/send-rate.ts';
import { settleAttempt } from '../src/delivery/settle-attempt.ts';
import { sweep } from '../src/delivery/sweep.ts';
import { createEmail } from '../src/emails/create-email.ts';
import { sealEmail } from '../src/emails/sealed-email.ts';
import { sendInput } from '../src/emails/send-input.ts';
import { startTestService, type TestService } from './service.ts';

// The protocol step by step, on a service whose worker does not run until the last tests start it.
let stopped: TestService;
beforeAll(async () => {
  stopped = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
});
afterAll(() => stopped[Symbol.asyncDispose]());

const input = sendInput.parse({
  to: 'a@b.co',
  message: { template: 'welcome', props: { firstName: 'Ada', signInUrl: 'https://portal.example/sign-in' } },
});
const accept = async () => (await createEmail(stopped.context, stopped.context.defaultProjectId, input)).id;

async function claimed() {
  const { context } = stopped;
  const id = await accept();
  const [email] = await claimEmails(context, [id]);
  if (!email) throw new Error('not claimed');
  return { context, id, email, claim: { emailId: id, fence: email.fence } };
}
const facts = { transport: 'ses' as const, recipientCount: 1, contentHash: new Uint8Array(32) };
const expireLease = (id: string) =>
  stopped.context.database.prisma
    .$executeRaw`UPDATE "Email" SET "leaseUntil" = now() - interval '1 second' WHERE "id" = ${id}::uuid`;
const statusOf = async (id: string) =>
  (await stopped.context.database.prisma.email.findUniqueOrThrow({ where: { id } })).status;

test('two workers that fetch the same email: one claims it', async () => {
  const { context } = stopped;
  const id = await accept();
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimEmails(context, [id])));
  expect(claims.flat()).toHaveLength(1);
});

test('a worker that died before its call: the email is queued again, and the old worker may not mark it', async () => {
  const { context, id, email, claim } = await claimed();
  await expireLease(id);
  expect(await sweep(context)).toMatchObject({ released: 1, unknown: 0 });
  expect(await statusOf(id)).toBe('queued');
  await claimEmails(context, [id]);
  expect(await markSending(context, email, claim, facts)).toBe(false);
});

test('a worker that died in its call: the email is unknown, and the frozen worker sends nothing', async () => {
  const { context, id, email, claim } = await claimed();
  expect(await markSending(context, email, claim, facts)).toBe(true);
  await requireLease(context.database, claim);
  await expireLease(id);
  expect(await sweep(context)).toMatchObject({ released: 0, unknown: 1 });
  expect(await statusOf(id)).toBe('unknown');
  await expect(requireLease(context.database, claim)).rejects.toThrow('run out');
  // It noticed in time, so its word that nothing left replaces the presumption.
  await settleAttempt(context, claim, { outcome: 'not_sent', error: 'lease_lost', retryAt: new Date() });
  expect(await statusOf(id)).toBe('queued');
});

test('an answer that comes after the sweeper gave up still counts', async () => {
  const { context, id, email, claim } = await claimed();
  await markSending(context, email, claim, facts);
  await expireLease(id);
  await sweep(context);
  await settleAttempt(context, claim, {
    outcome: 'sent',
    transport: 'ses',
    providerMessageId: 'late-answer',
  });
  expect(await statusOf(id)).toBe('sent');
  const attempts = await context.database.prisma.attempt.findMany({ where: { emailId: id } });
  expect(attempts).toMatchObject([{ outcome: 'sent', error: null, providerMessageId: 'late-answer' }]);
});

test('a queued email whose job was lost is found and woken, once', async () => {
  const { context } = stopped;
  const { prisma } = context.database;
  const id = await accept();
  await prisma.$executeRaw`DELETE FROM pgboss.job`;
  await prisma.$executeRaw`UPDATE "Email" SET "updatedAt" = now() - interval '2 minutes' WHERE "id" = ${id}::uuid`;
  expect(await sweep(context)).toMatchObject({ woken: 1 });
  expect(await jobsOf(id)).toBe(1);
  expect(await sweep(context)).toMatchObject({ woken: 0 });
});

test('an email that only waits for its turn gets no second job, however long that takes', async () => {
  const { context } = stopped;
  const id = await accept();
  await context.database.prisma.$executeRaw`
    UPDATE "Email" SET "updatedAt" = now() - interval '1 day' WHERE "id" = ${id}::uuid`;
  expect(await sweep(context)).toMatchObject({ woken: 0 });
  expect(await jobsOf(id)).toBe(1);
});

test('while sending is paused nothing is claimed, and no handler waits for ever', async () => {
  const { context } = stopped;
  const id = await accept();
  const { signal } = new AbortController();
  await refreshSendRate(context);
  expect(await waitForSendRate(context, signal, 0)).toBeGreaterThan(0);
  await pauseSending(context, 3600, 'daily_quota_exceeded');
  expect(await waitForSendRate(context, signal, 0)).toBe(0);
  expect(await stopped.client.account.status.query({})).toMatchObject({
    problem: expect.stringContaining('daily sending quota'),
  });
  await context.database.prisma.sendPause.deleteMany();
  await deliver(id);
  expect(await statusOf(id)).toBe('sent');
});

test('an email and its job commit together or not at all', async () => {
  const { context } = stopped;
  const emails = () => context.database.prisma.email.count();
  const before = { emails: await emails(), jobs: await jobsOf() };
  const failing = {
    ...context,
    queue: {
      ...context.queue,
      wake: async (...args: Parameters<typeof context.queue.wake>) => {
        await context.queue.wake(...args);
        throw new Error('disk full');
      },
    },
  };
  await expect(createEmail(failing, context.defaultProjectId, input)).rejects.toThrow('disk full');
  expect({ emails: await emails(), jobs: await jobsOf() }).toEqual(before);
  const id = await accept();
  expect(await jobsOf(id)).toBe(1);
});

test('props that no longer fit the template end as failed, and nothing leaves', async () => {
  const id = await accept();
  await reseal(id, { recipients: ['a@b.co'], props: { firstName: 'Ada' } });
  await deliver(id);
  expect(await statusOf(id)).toBe('failed');
  const { entries } = await stopped.client.emails.timeline.query({ id });
  expect(entries.at(-1)).toMatchObject({ error: 'template_changed' });
  expect(stopped.simulator.calls.ofEmail(id)).toEqual({ received: 0, accepted: 0 });
});

test('a template this worker does not know is left to a newer one for an hour, then the email fails', async () => {
  const { prisma } = stopped.context.database;
  const id = await accept();
  await prisma.email.update({ where: { id }, data: { template: 'from-the-next-version' } });
  await deliver(id);
  expect(await statusOf(id)).toBe('queued');
  const longAgo = new Date(Date.now() - 61 * 60_000);
  await prisma.email.update({ where: { id }, data: { troubledSince: longAgo, notBefore: null } });
  await deliver(id);
  expect(await statusOf(id)).toBe('failed');
});

test('what the provider said survives a database that is away for a moment', async () => {
  const id = await accept();
  let failures = 2;
  const { database } = stopped.context;
  // The settling transaction is the first one after the call; before it the database works.
  const away = Object.create(database, {
    transaction: {
      value: async (work: Parameters<typeof database.transaction>[0]) => {
        const called = stopped.simulator.calls.ofEmail(id).accepted > 0;
        if (called && failures-- > 0) throw new Error('terminating connection due to administrator command');
        return database.transaction(work);
      },
    },
  });
  await refreshSendRate(stopped.context);
  await deliverBatch(
    { ...stopped.context, database: away },
    { claims: new Set(), draining: new AbortController().signal },
    [id],
  );
  expect(failures).toBe(-1);
  expect(await statusOf(id)).toBe('sent');
  expect(stopped.simulator.calls.ofEmail(id)).toEqual({ received: 1, accepted: 1 });
});

test('a lease that cannot be read lets nothing leave, and the email is tried again', async () => {
  const id = await accept();
  const { database } = stopped.context;
  const away = Object.create(database, {
    prisma: {
      get: () =>
        Object.create(database.prisma, {
          $queryRaw: {
            value: (query: TemplateStringsArray, ...values: unknown[]) =>
              query.join('').includes('SELECT 1 FROM "Email"') && query.join('').includes("'sending'")
                ? Promise.reject(new Error('connection refused'))
                : database.prisma.$queryRaw(query, ...values),
          },
        }),
    },
  });
  await refreshSendRate(stopped.context);
  await deliverBatch(
    { ...stopped.context, database: away },
    { claims: new Set(), draining: new AbortController().signal },
    [id],
  );
  expect(stopped.simulator.calls.ofEmail(id)).toEqual({ received: 0, accepted: 0 });
  const email = await database.prisma.email.findUniqueOrThrow({ where: { id } });
  expect(email).toMatchObject({ status: 'queued', error: 'lease_lost' });
});

test('a call that fails in a way nobody foresaw is unknown, not tried again', async () => {
  const id = await accept();
  const transport = {
    ...stopped.context.transport,
    send: () => Promise.reject(new TypeError('patient@example.com')),
  };
  await deliverBatch(
    { ...stopped.context, transport },
    { claims: new Set(), draining: new AbortController().signal },
    [id],
  );
  const email = await stopped.context.database.prisma.email.findUniqueOrThrow({ where: { id } });
  expect(email).toMatchObject({ status: 'unknown', error: 'transport_failed' });
});

test('a worker that drains gives back the jobs it was just handed', async () => {
  const id = await accept();
  const drained = { claims: new Set<never>(), draining: AbortSignal.abort() };
  await expect(deliverBatch(stopped.context, drained, [id])).rejects.toThrow(DrainingError);
  expect(await statusOf(id)).toBe('queued');
});

test('a sealed row that was altered ends as failed, and nothing leaves', async () => {
  const { prisma } = stopped.context.database;
  const [one, two] = [await accept(), await accept()];
  const other = await prisma.email.findUniqueOrThrow({ where: { id: two } });
  await prisma.email.update({ where: { id: one }, data: { sealed: other.sealed } });
  await deliver(one, two);
  expect([await statusOf(one), await statusOf(two)]).toEqual(['failed', 'sent']);
  // The log shows the row all the same.
  const { emails } = await stopped.client.emails.list.query({ status: 'failed' });
  expect(emails.find((email) => email.id === one)).toMatchObject({
    to: ['•••'],
    error: 'content_unreadable',
  });
  expect(stopped.simulator.calls.ofEmail(one)).toEqual({ received: 0, accepted: 0 });
});

test('a worker that drains puts back what it has not handed over', async () => {
  const id = await accept();
  const drain = new AbortController();
  const sealing = { ...stopped.context.sealing };
  // The signal comes while the email is being composed: after the claim, before the call.
  const context = { ...stopped.context, sealing: { ...sealing, open: interrupting } };
  async function interrupting(...args: Parameters<typeof sealing.open>) {
    drain.abort();
    return sealing.open(...args);
  }
  await deliverBatch(context, { claims: new Set(), draining: drain.signal }, [id]);
  expect(await statusOf(id)).toBe('queued');
  expect(stopped.simulator.calls.ofEmail(id)).toEqual({ received: 0, accepted: 0 });
  await deliver(id);
  expect(await statusOf(id)).toBe('sent');
});

async function reseal(id: string, content: { recipients: string[]; props: Record<string, unknown> }) {
  const sealed = sealEmail(stopped.context, id, content);
  await stopped.context.database.prisma.email.update({ where: { id }, data: { sealed } });
}

async function deliver(...ids: string[]): Promise<void> {
  await refreshSendRate(stopped.context);
  await deliverBatch(stopped.context, { claims: new Set(), draining: new AbortController().signal }, ids);
}

async function jobsOf(id?: string): Promise<number> {
  const rows = await stopped.context.database.prisma.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM pgboss.job
     WHERE name = 'deliver' AND (${id ?? null}::text IS NULL OR data->>'emailId' = ${id ?? null})`;
  return rows[0]?.n ?? 0;
}
