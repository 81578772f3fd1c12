import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { look, patience, pauseAt, submitOne, until, untilAccepted } from '../chaos/parts/one-email.ts';
import { type Installation, startInstallation } from '../chaos/parts/start-installation.ts';

// A worker process is killed (-9) at each step of the protocol in docs/design.md. Three questions each: what is in the
// database, what did the provider count, and what happens next, with another worker.
const WINDOW_SECONDS = 3;
let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation({ unknownWindowSeconds: WINDOW_SECONDS, eventDelayMs: 5 });
});
afterAll(() => installation[Symbol.asyncDispose]());
beforeEach(async () => {
  await Promise.all([...installation.workers].map((worker) => worker.kill()));
  await installation.simulator.setFaults({ delayMs: 0 });
  await installation.simulator.releaseEvents();
});

test('killed after the claim: claimed, no attempt, no call; the claim runs out and another worker sends it', async () => {
  const { worker, id } = await pauseAt(installation, 'after the claim', 'welcome');
  await worker.kill();
  expect(await look(installation, id)).toEqual({
    status: 'claimed',
    fence: 1,
    attempts: [],
    received: 0,
    accepted: 0,
  });
  await takeOver(id);
  await until(installation, id, 'delivered');
  expect(await look(installation, id)).toEqual({
    status: 'delivered',
    fence: 2,
    attempts: ['2 sent'],
    received: 1,
    accepted: 1,
  });
});

test('killed after the mark, before the call: sending, no call; it may have been sent, so it is held for a person', async () => {
  const { worker, id } = await pauseAt(installation, 'before the call', 'welcome');
  await worker.kill();
  expect(await look(installation, id)).toEqual({
    status: 'sending',
    fence: 1,
    attempts: ['1 calling'],
    received: 0,
    accepted: 0,
  });
  await takeOver(id);
  await until(installation, id, 'held', { traffic: true });
  expect(await look(installation, id)).toEqual({
    status: 'held',
    fence: 1,
    attempts: ['1 unknown process_died'],
    received: 0,
    accepted: 0,
  });
});

test('killed in the call, before the first byte: sending, no call; a template that says so is sent once more, knowingly', async () => {
  const { worker, id } = await pauseAt(installation, 'before the write');
  await worker.kill();
  expect(await look(installation, id)).toEqual({
    status: 'sending',
    fence: 1,
    attempts: ['1 calling'],
    received: 0,
    accepted: 0,
  });
  await takeOver(id);
  await until(installation, id, 'delivered', { traffic: true });
  expect(await look(installation, id)).toEqual({
    status: 'delivered',
    fence: 2,
    attempts: ['1 unknown process_died', '2 sent'],
    received: 1,
    accepted: 1,
  });
});

test('killed between accept and settle: sending, one call; its event proves it sent, and nobody sends it again', async () => {
  const { simulator } = installation;
  await simulator.holdEvents();
  await simulator.setFaults({ delayMs: 60_000 });
  const worker = await installation.startWorker();
  const id = await submitOne(installation);
  await untilAccepted(installation, id, 1);
  await worker.kill();
  const afterwards = { fence: 1, received: 1, accepted: 1 };
  expect(await look(installation, id)).toEqual({ status: 'sending', attempts: ['1 calling'], ...afterwards });
  await simulator.setFaults({ delayMs: 0 });
  await takeOver(id);
  await until(installation, id, 'unknown');
  await simulator.releaseEvents();
  await until(installation, id, 'delivered');
  expect(await look(installation, id)).toEqual({ status: 'delivered', attempts: ['1 sent'], ...afterwards });
});

test('killed inside the settling transaction: nothing of it stays; its event proves it sent', async () => {
  const { simulator, reader } = installation;
  await simulator.holdEvents();
  const worker = await installation.startWorker();
  // Settling writes the attempt, then the provider's message id: there it waits for this lock.
  const lock = await reader.connect();
  await lock.query('BEGIN');
  await lock.query('LOCK TABLE "ProviderMessage" IN ACCESS EXCLUSIVE MODE');
  const id = await submitOne(installation);
  await expect.poll(countWaiting, patience).toBeGreaterThan(0);
  await worker.kill();
  await lock.query('ROLLBACK');
  lock.release();
  await expect.poll(countWaiting, patience).toBe(0);
  const afterwards = { fence: 1, received: 1, accepted: 1 };
  expect(await look(installation, id)).toEqual({ status: 'sending', attempts: ['1 calling'], ...afterwards });
  await takeOver(id);
  await simulator.releaseEvents();
  await until(installation, id, 'delivered');
  expect(await look(installation, id)).toEqual({ status: 'delivered', attempts: ['1 sent'], ...afterwards });
});

test('killed after settling, before the job is done: sent, one call; the job comes again and does nothing', async () => {
  const { simulator, reader } = installation;
  await simulator.holdEvents();
  await simulator.setFaults({ delayMs: 1_000 });
  const worker = await installation.startWorker();
  const id = await submitOne(installation);
  await untilAccepted(installation, id, 1);
  // While the provider takes its time: the job's row is locked, so the queue cannot close the job after settling.
  const lock = await reader.connect();
  await lock.query('BEGIN');
  await lock.query(`SELECT 1 FROM pgboss.job WHERE data->>'emailId' = $1 FOR UPDATE`, [id]);
  await until(installation, id, 'sent');
  await expect.poll(countWaiting, patience).toBeGreaterThan(0);
  await worker.kill();
  await lock.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  await expect.poll(countWaiting, patience).toBe(0);
  await lock.query('ROLLBACK');
  lock.release();
  const afterwards = { fence: 1, attempts: ['1 sent'], received: 1, accepted: 1 };
  expect(await look(installation, id)).toEqual({ status: 'sent', ...afterwards });
  expect(await jobStates(id)).toEqual(['active']);
  // What pg-boss does when the heartbeats have stopped, without the wait.
  await reader.rows(
    z.unknown(),
    `UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE data->>'emailId' = $1`,
    [id],
  );
  await installation.startWorker();
  await expect.poll(() => jobStates(id), patience).toEqual(['completed']);
  await simulator.releaseEvents();
  await until(installation, id, 'delivered');
  expect(await look(installation, id)).toEqual({ status: 'delivered', ...afterwards });
});

/** Another worker, and no wait for the dead one's lease: it has run out. */
async function takeOver(id: string): Promise<void> {
  await installation.reader.rows(
    z.unknown(),
    `UPDATE "Email" SET "leaseUntil" = now() - interval '1 second' WHERE "id" = $1`,
    [id],
  );
  await installation.startWorker();
}

/** Statements that wait for a lock. */
async function countWaiting(): Promise<number> {
  const rows = await installation.reader.rows(
    z.object({ n: z.int() }),
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.n ?? 0;
}

async function jobStates(id: string): Promise<string[]> {
  const rows = await installation.reader.rows(
    z.object({ state: z.string() }),
    `SELECT state::text FROM pgboss.job WHERE data->>'emailId' = $1`,
    [id],
  );
  return rows.map(({ state }) => state);
}
