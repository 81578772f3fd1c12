import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { submitEmails } from '../campaign/submit-emails.ts';
import { waitUntilSettled } from '../campaign/wait-until-settled.ts';
import { checkRun } from '../check/check-run.ts';
import { readFacts } from '../check/read-facts.ts';
import { look, type Point, pauseAt, submitOne, until, untilAccepted } from '../parts/one-email.ts';
import { type Postgres, startPostgres } from '../parts/postgres.ts';
import { type Installation, startInstallation } from '../parts/start-installation.ts';

/** Longer than a lease (9 s) and the sweep that follows it. */
const FROZEN_SECONDS = inject('long') ? 30 : 14;

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

test.concurrent(`attack 3: SIGSTOP of a worker that has claimed, for ${FROZEN_SECONDS} s: another sends it, and the old claim stops`, async () => {
  await using installation = await startInstallation({ postgres });
  const { id, resume } = await freezeAt(installation, 'after the claim');
  await installation.startWorker();
  await until(installation, id, 'delivered');
  await resume();
  await expectSentOnce(installation, id, { fence: 2, attempts: ['2 sent'] });
});

test.concurrent(`attack 3: SIGSTOP of a worker right before its call, for ${FROZEN_SECONDS} s: its lease stops it, then it is sent`, async () => {
  await using installation = await startInstallation({ postgres });
  const { id, resume } = await freezeAt(installation, 'before the last look');
  await installation.startWorker();
  await until(installation, id, 'unknown');
  await resume();
  await until(installation, id, 'delivered');
  await expectSentOnce(installation, id, { fence: 2, attempts: ['1 not_sent lease_lost', '2 sent'] });
});

test.concurrent(`attack 3: SIGSTOP of a worker between its last look and the first byte, for ${FROZEN_SECONDS} s: it is sent late, and by it alone`, async () => {
  await using installation = await startInstallation({ postgres });
  const { id, resume } = await freezeAt(installation, 'before the write');
  await installation.startWorker();
  await until(installation, id, 'unknown');
  await resume();
  await until(installation, id, 'delivered');
  await expectSentOnce(installation, id, { fence: 1, attempts: ['1 sent'] });
});

test.concurrent(`attack 3: SIGSTOP of a worker after its call, for ${FROZEN_SECONDS} s: its event settles it, and its late answer changes nothing`, async () => {
  await using installation = await startInstallation({ postgres });
  const { simulator } = installation;
  await simulator.setFaults({ delayMs: 1_000 });
  const frozen = await installation.startWorker();
  const id = await submitOne(installation);
  await untilAccepted(installation, id, 1);
  frozen.signal('SIGSTOP');
  await installation.startWorker();
  await until(installation, id, 'delivered');
  await wait(FROZEN_SECONDS * 1_000);
  frozen.signal('SIGCONT');
  await expectSentOnce(installation, id, { fence: 1, attempts: ['1 sent'] });
});

/** Freezes a worker that has an email at this point; `resume` waits for the rest of the time and lets it go on. */
async function freezeAt(installation: Installation, point: Point) {
  const { worker, id } = await pauseAt(installation, point);
  worker.signal('SIGSTOP');
  const thawed = wait(FROZEN_SECONDS * 1_000);
  return {
    id,
    async resume() {
      await thawed;
      worker.send('go');
      worker.signal('SIGCONT');
    },
  };
}

async function expectSentOnce(
  installation: Installation,
  id: string,
  expected: { fence: number; attempts: string[] },
): Promise<void> {
  const { reader, simulator } = installation;
  // The frozen worker has had its turn when it has answered a job of another email.
  const others = await submitEmails(installation.url, {
    perSecond: 20,
    concurrency: 4,
    random: () => 0.3,
    count: 20,
  });
  expect(await waitUntilSettled(installation, 60_000)).toBeDefined();
  const facts = await readFacts(reader, simulator, [id, ...others.acknowledged]);
  const { violations } = checkRun(facts, { unknownWindowMs: Number.POSITIVE_INFINITY, withheld: 0 });
  expect(violations).toEqual([]);
  expect(await look(installation, id)).toEqual({
    status: 'delivered',
    received: 1,
    accepted: 1,
    ...expected,
  });
}
