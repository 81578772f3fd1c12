import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type CampaignOptions, runCampaign } from '../campaign/run-campaign.ts';
import { waitUntilSettled } from '../campaign/wait-until-settled.ts';
import { checkRun } from '../check/check-run.ts';
import { readFacts } from '../check/read-facts.ts';
import { submitOne, until, untilAccepted } from '../parts/one-email.ts';
import type { Reader } from '../parts/open-reader.ts';
import { startInstallation } from '../parts/start-installation.ts';

// The proof that the judge is not blind: the same faults on a product in which one thing is broken are reported.

test.concurrent.each([
  [
    'a worker whose fence and lease never refuse is found out: a blind resend',
    'dist-chaos/broken-fence-worker.mjs',
    ['blind_resend', 'doubled'],
  ],
  ['the same freeze of the product itself breaks no rule', 'dist/worker.mjs', []],
])('%s', async (_what, script, broken) => {
  await using installation = await startInstallation();
  const { reader, simulator } = installation;
  const worker = await installation.startWorker(script);
  // At this rate an email is claimed two seconds before its turn: time enough to freeze the worker before it marks it.
  await setPerSecond(reader, 0.5);
  const ids = await Promise.all([1, 2, 3].map(() => submitOne(installation)));
  const id = await untilReserved(reader);
  worker.signal('SIGSTOP');
  // Its lease runs out, and another worker sends the email.
  await setPerSecond(reader, 100);
  await installation.startWorker();
  await until(installation, id, 'delivered');
  worker.signal('SIGCONT');
  if (broken.length > 0) await untilAccepted(installation, id, 2);
  await waitUntilSettled(installation, 20_000);
  const { violations } = checkRun(await readFacts(reader, simulator, ids), {
    unknownWindowMs: Number.POSITIVE_INFINITY,
    withheld: 0,
  });
  expect([...new Set(violations.map(({ rule }) => rule))].toSorted()).toEqual(broken);
});

async function setPerSecond(reader: Reader, perSecond: number): Promise<void> {
  // The target too: the rate would recover towards it within seconds.
  await reader.rows(
    z.unknown(),
    `UPDATE "SendRate" SET "perSecond" = $1, "target" = $1, "tat" = clock_timestamp()`,
    [perSecond],
  );
}

/** An email that is claimed and has its turn, some two seconds from now. */
async function untilReserved(reader: Reader): Promise<string> {
  for (const started = performance.now(); performance.now() - started < 60_000; await wait(20)) {
    const [claimed] = await reader.rows(
      z.object({ id: z.uuid() }),
      `SELECT email."id" FROM "Email" email, "SendRate" rate
        WHERE email."status" = 'claimed' AND rate."tat" > clock_timestamp() + interval '2.5 seconds'`,
    );
    if (claimed) return claimed.id;
  }
  throw new Error('No email was claimed ahead of its turn.');
}

const restart: CampaignOptions = {
  seed: 7,
  seconds: 5,
  workers: 1,
  emailsPerSecond: 25,
  faultEverySeconds: 3,
  longestFreeze: 16,
  settleWithinSeconds: 1,
  weather: false,
  plan: [{ atMs: 3_000, fault: { kind: 'restart postgres' } }],
};

test.concurrent('a server that answers before it commits is found out: lost emails', async () => {
  const report = await runCampaign({
    ...restart,
    installation: { serverScript: 'dist-chaos/early-answer-server.mjs' },
  });
  expect(report.verdict.lost).toBeGreaterThan(0);
  expect(report.failures).not.toEqual([]);
});

test.concurrent('the same restart under the product itself loses nothing', async () => {
  const report = await runCampaign({ ...restart, settleWithinSeconds: 60 });
  expect(report.failures).toEqual([]);
  expect(report.verdict.accepted).toBeGreaterThan(20);
});
