import { randomUUID } from 'node:crypto';
import type { Category } from '@carepost/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { halveSendRate, recoverSendRate, setSendRate } from '../src/delivery/adapt-send-rate.ts';
import { deliverBatch } from '../src/delivery/deliver-batch.ts';
import { refreshSendRate } from '../src/delivery/refresh-send-rate.ts';
import { renewTurn, reserveSendRate, waitForSendRate } from '../src/delivery/send-rate.ts';
import { startTestService, type TestService } from './service.ts';

// The account's rate and state. No worker runs: each step is taken by hand.
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
});
beforeEach(async () => {
  service.simulator.faults.clear();
  service.simulator.account.change({ paused: false, quota: { maxPerSecond: 14, max24Hours: 50_000 } });
  await prisma().sendRate.deleteMany();
  await prisma().sendPause.deleteMany();
});
afterAll(() => service[Symbol.asyncDispose]());

const prisma = () => service.context.database.prisma;
const rate = () => prisma().sendRate.findUniqueOrThrow({ where: { key: 'ses:us-east-1' } });
const { signal } = new AbortController();
const roomNow = () => waitForSendRate(service.context, signal, 0);
/** As if so many seconds had passed. */
const later = (seconds: number) =>
  prisma().$executeRaw`
    UPDATE "SendRate" SET "tat" = "tat" - make_interval(secs => ${seconds}::int),
           "updatedAt" = "updatedAt" - make_interval(secs => ${seconds}::int),
           "throttledAt" = "throttledAt" - make_interval(secs => ${seconds}::int)`;

async function databaseTime(): Promise<number> {
  const [row] = await prisma().$queryRaw<{ ms: number }[]>`
    SELECT EXTRACT(EPOCH FROM clock_timestamp())::float8 * 1000 AS ms`;
  return row?.ms ?? Number.NaN;
}

const message = {
  template: 'welcome',
  props: { firstName: 'Ada', signInUrl: 'https://portal.example/sign-in' },
} as const;
const send = async () => (await service.client.emails.send.mutate({ to: 'ada@example.com', message })).id;
const deliver = (ids: string[]) =>
  deliverBatch(service.context, { claims: new Set(), draining: signal }, ids);
const statuses = async (ids: string[]) =>
  (await prisma().email.findMany({ where: { id: { in: ids } } })).map(({ status }) => status).sort();

test('9: an email to 50 recipients at 14 a second is charged as 50', async () => {
  await refreshSendRate(service.context);
  const to = Array.from({ length: 50 }, (_, n) => `success+${n}@simulator.amazonses.com`);
  const { id } = await service.client.emails.send.mutate({ to, message, revealRecipients: true });
  const before = await databaseTime();
  await deliver([id]);
  const after = await databaseTime();
  expect(await statuses([id])).toEqual(['sent']);
  // 50 recipients at 0.96 of 14 a second, counted from when they were reserved.
  const { tat } = await rate();
  const charged = (50 / (0.96 * 14)) * 1000;
  expect(tat.getTime()).toBeGreaterThanOrEqual(Math.floor(before + charged));
  expect(tat.getTime()).toBeLessThanOrEqual(Math.ceil(after + charged));
});

test('a call that missed its turn takes another when others come after it, and leaves at once when nobody does', async () => {
  await setSendRate(service.context, 2);
  const reserve = async () => {
    const rate = await reserveSendRate(service.context, 1);
    if (!rate.granted) throw new Error('refused');
    return rate.turn;
  };
  const first = await reserve();
  expect(await renewTurn(service.context, first)).toBeUndefined();
  const second = await reserve();
  const renewed = await renewTurn(service.context, first);
  // Behind the one that was to follow it: two turns of 0.52 s later than its own.
  expect((renewed?.at ?? 0) - second.at).toBeGreaterThan(400);
  expect(await renewTurn(service.context, second)).toBeDefined();
  await later(60);
  expect(await renewTurn(service.context, first)).toBeUndefined();
});

test('of what waits, transactional mail is handed out first and marketing last', async () => {
  await using other = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
  const { queue, database } = other.context;
  const of = new Map<string, Category>([
    ...Array.from({ length: 5 }, () => [randomUUID(), 'marketing'] as const),
    [randomUUID(), 'notification'] as const,
    [randomUUID(), 'transactional'] as const,
  ]);
  await database.transaction((tx) =>
    queue.wake(
      tx,
      [...of].map(([id, category]) => ({ id, category })),
    ),
  );
  const order: (string | undefined)[] = [];
  await queue.work(1, async (ids) => void order.push(...ids.map((id) => of.get(id))));
  await expect.poll(() => order.length, { timeout: 15_000 }).toBe(7);
  // Two handlers fetch side by side, so the first two come in either order.
  expect(order.slice(0, 2).toSorted()).toEqual(['notification', 'transactional']);
});

test('throttling halves the rate, once for calls that were in flight together, and it comes back in steps', async () => {
  await setSendRate(service.context, 100);
  const { target } = await rate();
  await Promise.all([1, 2, 3].map(() => halveSendRate(service.context)));
  expect((await rate()).perSecond).toBeCloseTo(target / 2);

  await later(2);
  await Promise.all([recoverSendRate(service.context), recoverSendRate(service.context)]);
  expect((await rate()).perSecond).toBeCloseTo(target * 0.55);
  // What the account allows is read again: that does not undo the caution.
  await setSendRate(service.context, 100);
  expect((await rate()).perSecond).toBeCloseTo(target * 0.55);
  for (let step = 0; step < 9; step += 1) {
    await later(2);
    await recoverSendRate(service.context);
  }
  expect((await rate()).perSecond).toBeCloseTo(target);
});

test('a rate that the account raises or lowers is taken over at once', async () => {
  await setSendRate(service.context, 100);
  await setSendRate(service.context, 10);
  expect(await rate()).toMatchObject({ perSecond: 9.6, target: 9.6 });
  await setSendRate(service.context, 50);
  expect(await rate()).toMatchObject({ perSecond: 48, target: 48 });
});

test('no more is claimed than leaves within two seconds', async () => {
  await setSendRate(service.context, 3);
  expect(await roomNow()).toBe(5);
  await setSendRate(service.context, 0.2);
  expect(await roomNow()).toBe(1);
});

test('10: the daily quota is used up: sending pauses, nothing storms, and it resumes by itself', async () => {
  service.simulator.account.change({ quota: { maxPerSecond: 1000, max24Hours: 3 } });
  await setSendRate(service.context, 1000);
  const ids = await Promise.all(Array.from({ length: 10 }, send));
  const before = service.simulator.calls.total.received;
  await deliver(ids);
  expect(await statuses(ids)).toEqual([...Array(7).fill('queued'), ...Array(3).fill('sent')]);
  expect(await prisma().email.count({ where: { id: { in: ids }, error: 'daily_quota_exceeded' } })).toBe(7);
  // Nothing is claimed, so nothing is called, until the account has room again.
  expect(await roomNow()).toBe(0);
  await refreshSendRate(service.context);
  expect(await roomNow()).toBe(0);
  expect(service.simulator.calls.total.received - before).toBe(10);

  service.simulator.account.change({ quota: { maxPerSecond: 1000, max24Hours: 1000 } });
  await refreshSendRate(service.context);
  expect(await roomNow()).toBeGreaterThan(0);
  await prisma().$executeRaw`UPDATE "Email" SET "notBefore" = now() WHERE "status" = 'queued'`;
  await deliver(ids);
  expect(await statuses(ids)).toEqual(Array(10).fill('sent'));
});

test('an account whose sending is switched off pauses everything, and resumes when it is on again', async () => {
  service.simulator.account.change({ paused: true });
  await refreshSendRate(service.context);
  expect(await roomNow()).toBe(0);
  expect(await service.client.account.status.query({})).toMatchObject({
    problem: expect.stringContaining('paused sending'),
  });
  service.simulator.account.change({ paused: false });
  await refreshSendRate(service.context);
  expect(await roomNow()).toBeGreaterThan(0);
});

test('an operator pauses the project: mail is accepted and waits, and leaves when it is resumed', async () => {
  await setSendRate(service.context, 1000);
  const { pausedSince } = await service.client.account.pause.mutate({});
  expect(await service.client.account.status.query({})).toMatchObject({ pausedSince });
  expect(await service.client.account.pause.mutate({})).toEqual({ pausedSince });
  const id = await send();
  await deliver([id]);
  expect(await statuses([id])).toEqual(['queued']);
  // The worker has answered the job without doing it.
  await prisma().$executeRaw`DELETE FROM pgboss.job WHERE data->>'emailId' = ${id}`;
  await service.client.account.resume.mutate({});
  const jobs = await prisma().$queryRaw<unknown[]>`SELECT 1 FROM pgboss.job WHERE data->>'emailId' = ${id}`;
  expect(jobs).toHaveLength(1);
  await deliver([id]);
  expect(await statuses([id])).toEqual(['sent']);
  const audited = await prisma().auditEntry.findMany({ where: { action: { startsWith: 'sending.' } } });
  expect(audited.map(({ action }) => action)).toEqual(['sending.paused', 'sending.resumed']);
});

test('a project that is paused while a claimed email waits for the rate keeps it', async () => {
  await setSendRate(service.context, 1000);
  const id = await send();
  const { sealing } = service.context;
  // The pause comes after the claim, while the email is being composed.
  const open: typeof sealing.open = async (...args) => {
    await service.client.account.pause.mutate({});
    return sealing.open(...args);
  };
  await deliverBatch(
    { ...service.context, sealing: { ...sealing, open } },
    { claims: new Set(), draining: signal },
    [id],
  );
  expect(await statuses([id])).toEqual(['queued']);
  expect(service.simulator.calls.ofEmail(id).received).toBe(0);
  await service.client.account.resume.mutate({});
});
