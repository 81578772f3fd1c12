import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { seededRandom } from '../campaign/seeded-random.ts';
import { submitEmails } from '../campaign/submit-emails.ts';
import { startInstallation } from '../parts/start-installation.ts';

const LIMIT = 50;
const BACKLOG = inject('long') ? 10_000 : 600;

test(`attack 8: 4 workers with a backlog of ${BACKLOG} at ${LIMIT} recipients/s: no 1-second window above, mean at least 0.94 of it`, async () => {
  await using installation = await startInstallation({ ratePerSecond: LIMIT, subscribe: false });
  const { simulator } = installation;
  const { acknowledged } = await submitEmails(installation.url, {
    perSecond: 1_000,
    concurrency: 16,
    random: seededRandom(8),
    count: BACKLOG,
  });
  expect(acknowledged).toHaveLength(BACKLOG);
  await Promise.all(Array.from({ length: 4 }, () => installation.startWorker()));
  let summary = await simulator.summary();
  for (const started = performance.now(); performance.now() - started < BACKLOG * 60 + 60_000; ) {
    if (summary.total.accepted >= BACKLOG) break;
    await wait(500);
    summary = await simulator.summary();
  }
  // The first and the last second are not whole.
  const seconds = summary.recipients.acceptedPerSecond.slice(1, -1).map(({ recipients }) => recipients);
  const mean = seconds.reduce((sum, recipients) => sum + recipients, 0) / seconds.length;
  expect({ busiest: summary.recipients.busiestSecondRequested, mean }).toEqual({
    busiest: expect.toSatisfy((most: number) => most <= LIMIT),
    mean: expect.toSatisfy((per: number) => per >= 0.94 * LIMIT),
  });
});
