import { expect, inject, test } from 'vitest';
import { seededRandom } from '../campaign/seeded-random.ts';
import { submitEmails } from '../campaign/submit-emails.ts';
import { waitUntilSettled } from '../campaign/wait-until-settled.ts';
import { checkRun } from '../check/check-run.ts';
import { readFacts } from '../check/read-facts.ts';
import { startInstallation } from '../parts/start-installation.ts';

const [EMAILS, RESTARTS] = inject('long') ? [2_000, 5] : [150, 1];

test(`attack 4: Postgres is restarted at once in a burst of ${EMAILS} (${RESTARTS} times): every acknowledged email is present and sent once`, async () => {
  await using installation = await startInstallation({ workers: 3, ratePerSecond: 500 });
  const { reader, simulator, postgres } = installation;
  const submissions = { acknowledged: [] as string[], unanswered: 0, refused: 0 };
  const submitting = submitEmails(
    installation.url,
    { perSecond: 60, concurrency: 48, random: seededRandom(4), count: EMAILS },
    submissions,
  );
  for (let restart = 1; restart <= RESTARTS; restart++) {
    const asked = () => submissions.acknowledged.length + submissions.unanswered;
    await expect
      .poll(asked, { timeout: 120_000, interval: 20 })
      .toBeGreaterThan((EMAILS * restart) / (RESTARTS + 1));
    await postgres.restartImmediately();
  }
  await submitting;
  expect(await waitUntilSettled(installation, 120_000)).toBeDefined();

  const facts = await readFacts(reader, simulator, submissions.acknowledged);
  const verdict = checkRun(facts, { unknownWindowMs: Number.POSITIVE_INFINITY, withheld: 0 });
  expect(verdict.violations).toEqual([]);
  expect(submissions.acknowledged.length).toBeGreaterThan(EMAILS / 4);
  const present = new Set(facts.emails.map(({ id }) => id));
  expect(submissions.acknowledged.filter((id) => !present.has(id))).toEqual([]);
  const counts = await Promise.all(submissions.acknowledged.map((id) => simulator.callsOfEmail(id)));
  expect(counts.filter(({ accepted }) => accepted !== 1)).toEqual([]);
});
