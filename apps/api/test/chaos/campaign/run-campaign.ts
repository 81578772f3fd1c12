import { setTimeout as wait } from 'node:timers/promises';
import { checkRun, type Verdict } from '../check/check-run.ts';
import { readFacts } from '../check/read-facts.ts';
import {
  type Installation,
  type InstallationOptions,
  startInstallation,
} from '../parts/start-installation.ts';
import { injectFaults, type Kill } from './inject-faults.ts';
import { countWithheld, fairWeather, type PlannedFault, planFaults, providerWeather } from './plan-faults.ts';
import { seededRandom } from './seeded-random.ts';
import { type Submissions, submitEmails } from './submit-emails.ts';
import { waitUntilSettled } from './wait-until-settled.ts';

export type CampaignOptions = {
  seed: number;
  /** How long faults are injected; starting and settling come on top. */
  seconds: number;
  workers: number;
  emailsPerSecond: number;
  /** Mean time between two faults. */
  faultEverySeconds: number;
  /** Seconds for which a worker is frozen at most. An unknown email waits longer than that, as it does in production. */
  longestFreeze: number;
  /** How long the installation may take to come to rest when the faults have ended. */
  settleWithinSeconds: number;
  plan?: readonly PlannedFault[];
  /** Provider faults by chance; without it there are only those of the plan. */
  weather?: boolean;
  installation?: InstallationOptions;
  say?: (line: string) => void;
};

export type CampaignReport = {
  seed: number;
  verdict: Verdict;
  submissions: Submissions;
  kills: Kill[];
  /** The longest recovery from a kill -9 that nothing else disturbed; undefined without one. */
  recoveryMs: number | undefined;
  /** From the last fault to rest; undefined when it did not come to rest in time. */
  settledMs: number | undefined;
  /** All that was wrong, a sentence each; empty is a pass. */
  failures: string[];
};

/** A worker that is killed must be made good within this. */
export const RECOVER_WITHIN_MS = 15_000;

/** Sends under faults, lets it settle, and holds what is found against the rules. Bounded in time; ends what it started. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const { seed, seconds, workers, emailsPerSecond, say = () => {} } = options;
  const unknownWindowSeconds = options.longestFreeze + 2;
  await using installation = await startInstallation({
    workers,
    unknownWindowSeconds,
    ...options.installation,
  });
  say(`started: Postgres, simulator, API and ${workers} workers; seed ${seed}`);

  const stop = new AbortController();
  const submissions: Submissions = { acknowledged: [], unanswered: 0, refused: 0 };
  const submitting = submitEmails(
    installation.url,
    {
      perSecond: emailsPerSecond,
      concurrency: 64,
      random: seededRandom(seed + 1),
      signal: stop.signal,
      count: Math.ceil(emailsPerSecond * seconds),
    },
    submissions,
  );
  const plan =
    options.plan ??
    planFaults({
      seed,
      seconds,
      everySeconds: options.faultEverySeconds,
      longestFreeze: options.longestFreeze,
    });
  if (options.weather !== false) await installation.simulator.setFaults(providerWeather(seed));
  const watching = watch(installation, submissions, stop.signal, say);
  const [kills] = await Promise.all([
    injectFaults(installation, plan, seededRandom(seed + 2), say),
    wait(seconds * 1000),
  ]);
  stop.abort();
  await Promise.all([submitting, watching]);
  await installation.simulator.setFaults(fairWeather);
  say('the faults have ended; waiting for rest');
  const settledMs = await settle(installation, submissions, options);

  const { reader, simulator } = installation;
  const verdict = checkRun(await readFacts(reader, simulator, submissions.acknowledged), {
    unknownWindowMs: unknownWindowSeconds * 1000,
    withheld: countWithheld(plan),
  });
  const clear = kills.filter(({ disturbed, held }) => !disturbed && held > 0).map(({ ms }) => ms);
  const recoveryMs = clear.length > 0 ? Math.max(...clear) : undefined;
  const failures = [
    ...verdict.violations.map(({ rule, emailId, what }) => `${rule}: ${emailId}: ${what}`),
    ...(submissions.refused > 0
      ? [`${submissions.refused} requests were refused as if they were wrong`]
      : []),
    ...(settledMs === undefined ? [`it did not come to rest within ${options.settleWithinSeconds} s`] : []),
    ...(recoveryMs !== undefined && recoveryMs > RECOVER_WITHIN_MS
      ? [`a kill -9 was made good only after ${recoveryMs} ms`]
      : []),
  ];
  return { seed, verdict, submissions, kills, recoveryMs, settledMs, failures };
}

// A little mail goes on meanwhile: only while other events arrive does the silence about an unknown email mean something.
async function settle(
  installation: Installation,
  submissions: Submissions,
  { seed, settleWithinSeconds }: CampaignOptions,
): Promise<number | undefined> {
  const before = new Date();
  const stop = new AbortController();
  const trickle = submitEmails(
    installation.url,
    { perSecond: 1, concurrency: 4, random: seededRandom(seed + 3), signal: stop.signal },
    submissions,
  );
  const settledMs = await waitUntilSettled(installation, settleWithinSeconds * 1000, before);
  stop.abort();
  await trickle;
  await waitUntilSettled(installation, 10_000);
  return settledMs;
}

async function watch(
  { simulator }: Installation,
  submissions: Submissions,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    await wait(5_000, undefined, { signal }).catch(() => {});
    const { total } = await simulator.summary();
    say(
      `         ${submissions.acknowledged.length} acknowledged, ${submissions.unanswered} unanswered, ${total.accepted} accepted by the provider`,
    );
  }
}
