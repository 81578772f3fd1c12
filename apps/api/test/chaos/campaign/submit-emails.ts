import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

const ANSWER_WITHIN_MS = 20_000;
const accepted = z.object({ id: z.uuid() });

/** What the callers of a run know. */
export type Submissions = {
  /** Ids that a 2xx answer named. */
  acknowledged: string[];
  /** Requests whose answer was lost, or said that the service failed: accepted or not, nobody promised anything. */
  unanswered: number;
  /** Requests that were refused as wrong: a fault must never look like the caller's mistake. */
  refused: number;
};

export type SubmitOptions = {
  perSecond: number;
  /** Requests that wait for their answer at once, at most. */
  concurrency: number;
  random: () => number;
  /** Stops when it aborts, or after `count` emails. */
  signal?: AbortSignal;
  count?: number;
};

/** Sends emails of every template over the real API at a steady rate. Never repeats a request: that could double one. */
export async function submitEmails(
  url: string,
  { perSecond, concurrency, random, signal, count = Number.POSITIVE_INFINITY }: SubmitOptions,
  submissions: Submissions = { acknowledged: [], unanswered: 0, refused: 0 },
): Promise<Submissions> {
  const open = new Set<Promise<void>>();
  const started = performance.now();
  for (let n = 0; n < count && !signal?.aborted; n++) {
    const ahead = started + (n * 1000) / perSecond - performance.now();
    if (ahead > 0) await wait(ahead, undefined, { ...(signal ? { signal } : {}) }).catch(() => {});
    while (open.size >= concurrency) await Promise.race(open);
    const request: Promise<void> = submit(url, composeRequest(n, random), submissions).finally(() =>
      open.delete(request),
    );
    open.add(request);
  }
  await Promise.all(open);
  return submissions;
}

async function submit(url: string, body: unknown, submissions: Submissions): Promise<void> {
  try {
    const response = await fetch(`${url}/api/emails`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const answer: unknown = await response.json();
    if (response.ok) submissions.acknowledged.push(accepted.parse(answer).id);
    else if (response.status < 500) submissions.refused += 1;
    else submissions.unanswered += 1;
  } catch {
    submissions.unanswered += 1;
  }
}

const signInUrl = 'https://portal.example.com/sign-in';
/** Two of these say `hold` when nobody knows whether they were sent, two say `resend`. */
const messages = [
  { template: 'welcome', props: { firstName: 'Testina', signInUrl } },
  {
    template: 'password-reset',
    props: { firstName: 'Testina', resetUrl: signInUrl, expiresAt: '2030-03-14T18:30:00-05:00' },
  },
  {
    template: 'appointment-reminder',
    props: {
      firstName: 'Testina',
      startsAt: '2030-03-14T09:30:00-05:00',
      mode: 'video',
      clinic: 'Lakeside Example Clinic',
      detailsUrl: signInUrl,
    },
  },
  {
    template: 'prescription-notification',
    props: { firstName: 'Testina', pharmacy: 'Corner Example Pharmacy', detailsUrl: signInUrl },
  },
];

function composeRequest(n: number, random: () => number) {
  const chance = random();
  // Every address is used once: a bounce suppresses it.
  const label = `${n}-${Math.floor(random() * 2 ** 32).toString(36)}`;
  const to =
    chance < 0.03
      ? `bounce+${label}@simulator.amazonses.com`
      : chance < 0.04
        ? `complaint+${label}@simulator.amazonses.com`
        : `chaos-${label}@example.com`;
  return { to, message: messages[Math.floor(random() * messages.length)] };
}
