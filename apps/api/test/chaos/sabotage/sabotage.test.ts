import { expect, test } from 'vitest';
import { type CampaignOptions, runCampaign } from '../campaign/run-campaign.ts';
import { waitUntilSettled } from '../campaign/wait-until-settled.ts';
import { checkRun } from '../check/check-run.ts';
import { readFacts } from '../check/read-facts.ts';
import { pauseAt, until, untilAccepted } from '../parts/one-email.ts';
import { startInstallation } from '../parts/start-installation.ts';

// The proof that the judge is not blind: the same faults on a product in which one thing is broken are reported.

test.concurrent.each([
  [
    'a worker whose fence and lease never refuse is found out: a blind resend',
    'broken',
    ['blind_resend', 'doubled'],
  ],
  ['the same freeze of the product itself breaks no rule', 'whole', []],
])('%s', async (_what, fence, broken) => {
  await using installation = await startInstallation();
  const { worker, id } = await pauseAt(installation, 'after the claim', { env: { FENCE: fence } });
  worker.signal('SIGSTOP');
  // Its lease runs out, and another worker sends the email.
  await installation.startWorker();
  await until(installation, id, 'delivered');
  worker.send('go');
  worker.signal('SIGCONT');
  if (fence === 'broken') await untilAccepted(installation, id, 2);
  await waitUntilSettled(installation, 20_000);
  const { violations } = checkRun(await readFacts(installation.reader, installation.simulator, [id]), {
    unknownWindowMs: Number.POSITIVE_INFINITY,
    withheld: 0,
  });
  expect(violations.map(({ rule }) => rule).toSorted()).toEqual(broken);
});

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
