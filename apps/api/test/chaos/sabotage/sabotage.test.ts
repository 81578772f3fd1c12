import { expect, test } from 'vitest';
import { type CampaignOptions, runCampaign } from '../campaign/run-campaign.ts';

// The proof that the judge is not blind: the same campaign on a product in which one thing is broken fails.
const campaign: CampaignOptions = {
  seed: 7,
  seconds: 6,
  submitForSeconds: 4,
  workers: 2,
  emailsPerSecond: 25,
  faultEverySeconds: 3,
  longestFreeze: 16,
  settleWithinSeconds: 10,
  weather: false,
};
// Emails wait for the account's rate in a worker's hands, so the freeze hits some before their call. It lasts until
// another worker has taken them over and sent them.
const freeze: CampaignOptions = {
  ...campaign,
  installation: { ratePerSecond: 20 },
  plan: [{ atMs: 2_500, fault: { kind: 'freeze worker', seconds: 16 } }],
};
const restart: CampaignOptions = {
  ...campaign,
  plan: [{ atMs: 2_500, fault: { kind: 'restart postgres' } }],
};

test.concurrent('a worker whose fence and lease never refuse is found out: blind resends', async () => {
  const report = await runCampaign({
    ...freeze,
    installation: { ...freeze.installation, workerScript: 'dist-chaos/broken-fence-worker.mjs' },
  });
  expect(report.verdict.blindResends).toBeGreaterThan(0);
  expect(report.verdict.doubled).toBeGreaterThan(0);
});

test.concurrent('a server that answers before it commits is found out: lost emails', async () => {
  const report = await runCampaign({
    ...restart,
    installation: { serverScript: 'dist-chaos/early-answer-server.mjs' },
  });
  expect(report.verdict.lost).toBeGreaterThan(0);
});

test.concurrent.each([
  ['a frozen worker', freeze],
  ['a restart of Postgres', restart],
])('the product itself passes the same campaign with %s', async (_fault, options) => {
  const report = await runCampaign({ ...options, settleWithinSeconds: 40 });
  expect(report.failures).toEqual([]);
  expect(report.verdict.accepted).toBeGreaterThan(50);
});
