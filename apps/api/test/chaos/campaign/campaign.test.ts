import { expect, test } from 'vitest';
import { planFaults } from './plan-faults.ts';
import { runCampaign } from './run-campaign.ts';

const plan = { seed: 5, seconds: 60, everySeconds: 3, longestFreeze: 11 };

test('a plan follows from its seed, and another seed gives another plan', () => {
  expect(planFaults(plan)).toEqual(planFaults(plan));
  expect(planFaults({ ...plan, seed: 6 })).not.toEqual(planFaults(plan));
});

test('every plan kills, freezes and restarts, whatever chance says', () => {
  const kinds = new Set(planFaults({ ...plan, seconds: 28 }).map(({ fault }) => fault.kind));
  expect(kinds).toEqual(
    new Set(['kill worker', 'freeze worker', 'restart postgres', 'kill api', 'provider']),
  );
});

test('24 seconds of kills, freezes, restarts and provider faults: nothing lost, nothing sent twice blindly, all settled', async () => {
  const report = await runCampaign({
    seed: 5,
    seconds: 24,
    workers: 3,
    emailsPerSecond: 12,
    faultEverySeconds: 2.5,
    longestFreeze: 11,
    settleWithinSeconds: 60,
  });
  expect(report.failures).toEqual([]);
  expect(report.verdict).toMatchObject({ lost: 0, blindResends: 0, doubled: 0 });
  // What was sent under faults is enough to mean something.
  expect(report.submissions.acknowledged.length).toBeGreaterThan(60);
  expect(report.kills.length).toBeGreaterThan(0);
});
