import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { z } from 'zod';
import { measureRecovery } from '../campaign/measure-recovery.ts';
import { seededRandom } from '../campaign/seeded-random.ts';
import { type Submissions, submitEmails } from '../campaign/submit-emails.ts';
import { waitUntilSettled } from '../campaign/wait-until-settled.ts';
import { checkRun } from '../check/check-run.ts';
import { readFacts } from '../check/read-facts.ts';
import { type Installation, startInstallation } from '../parts/start-installation.ts';

const KILLS = inject('long') ? 100 : 5;
/** Between accepting and answering, so that many calls are between accept and settle at any time. */
const ANSWER_AFTER_MS = 400;
/** Events come later than answers: an attempt that is still calling after the answer's time has lost its worker. */
const EVENT_AFTER_MS = 1_500;

test(`attack 2: kill -9 between accept and settle, ${KILLS} times: 0 lost, 0 blind resends, working again within 15 s`, async () => {
  await using installation = await startInstallation({ workers: 4, eventDelayMs: EVENT_AFTER_MS });
  const { reader, simulator } = installation;
  await simulator.setFaults({ delayMs: ANSWER_AFTER_MS });
  const random = seededRandom(2);
  const stop = new AbortController();
  const submissions: Submissions = { acknowledged: [], unanswered: 0, refused: 0 };
  const submitting = submitEmails(
    installation.url,
    { perSecond: 20, concurrency: 32, random, signal: stop.signal },
    submissions,
  );

  const recoveries: Promise<{ ms: number }>[] = [];
  const restarts: Promise<unknown>[] = [];
  let hits = 0;
  // A kill that meets no call in that state counts for nothing; so there may be some more of them.
  for (let kill = 0; hits < KILLS && kill < 3 * KILLS; kill++) {
    await expect.poll(() => installation.workers.size, { timeout: 60_000 }).toBeGreaterThan(2);
    const victim = [...installation.workers][Math.floor(random() * installation.workers.size)];
    await expect
      .poll(() => countAcceptedCalls(installation), { timeout: 60_000, interval: 20 })
      .toBeGreaterThan(3);
    await victim?.kill();
    recoveries.push(measureRecovery(reader));
    restarts.push(installation.startWorker());
    const calling = await acceptedCalls(installation);
    await wait(2 * ANSWER_AFTER_MS);
    const left = new Set(await acceptedCalls(installation));
    if (calling.some((attempt) => left.has(attempt))) hits += 1;
  }
  stop.abort();
  await Promise.all([submitting, ...restarts]);
  await simulator.setFaults({ delayMs: 0 });
  const settledMs = await waitUntilSettled(installation, 60_000);

  const verdict = checkRun(await readFacts(reader, simulator, submissions.acknowledged), {
    unknownWindowMs: Number.POSITIVE_INFINITY,
    withheld: 0,
  });
  expect(hits).toBe(KILLS);
  expect(verdict.violations).toEqual([]);
  expect(verdict).toMatchObject({ lost: 0, blindResends: 0, doubled: 0 });
  expect(settledMs).toBeDefined();
  const slowest = Math.max(...(await Promise.all(recoveries)).map(({ ms }) => ms));
  expect(slowest).toBeLessThanOrEqual(15_000);
});

async function countAcceptedCalls(installation: Installation): Promise<number> {
  return (await acceptedCalls(installation)).length;
}

/** Attempts that the provider has accepted and nobody has settled. */
async function acceptedCalls({ reader, simulator }: Installation): Promise<string[]> {
  const rows = await reader.rows(
    z.object({ tag: z.string() }),
    `SELECT concat("emailId", '_', "fence") AS tag FROM "Attempt" WHERE "outcome" = 'calling'`,
  );
  const counts = await Promise.all(rows.map(({ tag }) => simulator.callsOfAttempt(tag)));
  return rows.map(({ tag }) => tag).filter((_tag, n) => (counts[n]?.accepted ?? 0) > 0);
}
