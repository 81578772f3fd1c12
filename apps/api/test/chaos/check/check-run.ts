import { attemptTag, canRaise } from '@carepost/contracts';
import type { RunFacts } from './run-facts.ts';

export type Rule =
  | 'lost'
  | 'not_settled'
  | 'no_reason'
  | 'attempt_posted_twice'
  | 'attempt_not_recorded'
  | 'blind_resend'
  | 'doubled'
  | 'acceptance_forgotten'
  | 'event_forgotten'
  | 'events_lost';

/** Something that must never happen, of one email. */
type Violation = { rule: Rule; emailId: string; what: string };

export type Verdict = {
  /** Emails that callers were promised. */
  acknowledged: number;
  /** Emails in the database: the promised ones, and those whose answer was lost on the way. */
  accepted: number;
  byStatus: Record<string, number>;
  lost: number;
  /** POSTs after an attempt that the provider may have taken, without a decision that allows it. */
  blindResends: number;
  /** Second attempts after an unknown one that the template allows, once and after the window. */
  informedResends: number;
  /** Emails that the provider accepted more often than a decision explains. */
  doubled: number;
  violations: Violation[];
};

/** What was arranged for the run. */
export type Arrangement = {
  /** UNKNOWN_WINDOW_SECONDS of the workers, in milliseconds. */
  unknownWindowMs: number;
  /** Messages whose events the provider kept back, on purpose. */
  withheld: number;
};

const UNSETTLED = ['scheduled', 'queued', 'claimed', 'sending'];
/** What an email that the provider took may be in the end. */
const AFTER_ACCEPTANCE = ['sent', 'delivered', 'bounced', 'complained', 'rejected'];

/** Holds the facts of a run, taken after it has settled, against the rules of delivery. */
export function checkRun(facts: RunFacts, { unknownWindowMs, withheld }: Arrangement): Verdict {
  const violations: Violation[] = [];
  const report = (rule: Rule, emailId: string, what: string) => violations.push({ rule, emailId, what });

  const ids = new Set(facts.emails.map(({ id }) => id));
  for (const id of facts.acknowledged) {
    if (!ids.has(id))
      report('lost', id, 'a caller was told that it is accepted, and it is not in the database');
  }
  checkCalls(facts, report);
  checkEvents(facts, report);
  const silent = findSilent(facts);
  for (const { emailId, fence } of silent.slice(withheld))
    report(
      'events_lost',
      emailId,
      `the provider accepted attempt ${fence} and reported it, and no event is kept`,
    );
  const attempts = Map.groupBy(facts.attempts, ({ emailId }) => emailId);
  let informedResends = 0;
  for (const email of facts.emails) {
    const made = attempts.get(email.id) ?? [];
    checkState(email, facts.calls, made, silent, report);
    informedResends += checkResends(email, facts.calls, made, unknownWindowMs, report);
  }

  const count = (rule: Rule) => violations.filter((violation) => violation.rule === rule).length;
  return {
    acknowledged: facts.acknowledged.length,
    accepted: facts.emails.length,
    byStatus: countBy(facts.emails.map(({ status }) => status)),
    lost: count('lost'),
    blindResends: count('blind_resend'),
    informedResends,
    doubled: count('doubled'),
    violations,
  };
}

type Report = (rule: Rule, emailId: string, what: string) => void;
type Email = RunFacts['emails'][number];
type Attempt = RunFacts['attempts'][number];

function checkCalls({ calls, attempts }: RunFacts, report: Report): void {
  const recorded = new Set(attempts.map(({ emailId, fence }) => attemptTag(emailId, fence)));
  for (const [attemptId, { received }] of Object.entries(calls)) {
    const emailId = attemptId.slice(0, attemptId.lastIndexOf('_'));
    if (received > 1) report('attempt_posted_twice', emailId, `${attemptId} was posted ${received} times`);
    if (!recorded.has(attemptId))
      report('attempt_not_recorded', emailId, `${attemptId} was posted, and the database does not know it`);
  }
}

function checkEvents({ events, recipients }: RunFacts, report: Report): void {
  const states = new Map(recipients.map(({ emailId, n, status }) => [`${emailId}/${n}`, status]));
  for (const { emailId, proves, recipients: spokenOf } of events) {
    for (const n of proves ? spokenOf : []) {
      const state = states.get(`${emailId}/${n}`);
      if (state && proves && canRaise(state, proves))
        report('event_forgotten', emailId, `recipient ${n} is ${state}, and an event proved ${proves}`);
    }
  }
}

/** Attempts that the provider accepted and of which no event is kept. */
function findSilent({ attempts, events, calls }: RunFacts): Attempt[] {
  const heard = new Set(events.map(({ emailId, fence }) => `${emailId}_${fence}`));
  return attempts.filter(({ emailId, fence }) => {
    const tag = attemptTag(emailId, fence);
    return (calls[tag]?.accepted ?? 0) > 0 && !heard.has(tag);
  });
}

function checkState(
  email: Email,
  calls: RunFacts['calls'],
  made: readonly Attempt[],
  silent: readonly Attempt[],
  report: Report,
): void {
  const { id, status, error } = email;
  if (UNSETTLED.includes(status)) report('not_settled', id, `it is still ${status}`);
  if (made.some(({ outcome }) => outcome === 'calling'))
    report('not_settled', id, 'an attempt is still calling');
  if (['failed', 'unknown', 'held'].includes(status) && error === null)
    report('no_reason', id, `it is ${status}, and nothing says why`);
  const accepted = made.find(({ fence }) => (calls[attemptTag(id, fence)]?.accepted ?? 0) > 0);
  if (!accepted || UNSETTLED.includes(status) || AFTER_ACCEPTANCE.includes(status)) return;
  // Of what was kept silent on purpose nobody can know; a person decides.
  if (['unknown', 'held'].includes(status) && silent.includes(accepted)) return;
  report('acceptance_forgotten', id, `the provider accepted attempt ${accepted.fence}, and it is ${status}`);
}

// An attempt may follow one that certainly sent nothing. After any other it needs a decision: the template's `resend`, once,
// when the window has passed. How often that was used is `autoResends`.
function checkResends(
  { id, onUnknown, autoResends }: Email,
  calls: RunFacts['calls'],
  made: readonly Attempt[],
  unknownWindowMs: number,
  report: Report,
): number {
  const callsOf = ({ fence }: Attempt) => calls[attemptTag(id, fence)] ?? { received: 0, accepted: 0 };
  let informed = 0;
  let doubtful: Attempt | undefined;
  for (const attempt of made.toSorted((one, other) => one.fence - other.fence)) {
    const { received, accepted } = callsOf(attempt);
    if (doubtful && received > 0) {
      const waited = attempt.startedAt.getTime() - doubtful.startedAt.getTime();
      const allowed =
        onUnknown === 'resend' && informed < Math.min(1, autoResends) && waited >= unknownWindowMs;
      if (allowed) informed += 1;
      else
        report(
          'blind_resend',
          id,
          `attempt ${attempt.fence} was posted after attempt ${doubtful.fence} (${doubtful.outcome})`,
        );
    }
    if (accepted > 0 || (received > 0 && attempt.outcome !== 'not_sent')) doubtful = attempt;
  }
  const accepted = made.reduce((sum, attempt) => sum + callsOf(attempt).accepted, 0);
  if (accepted > 1 + informed) report('doubled', id, `the provider accepted it ${accepted} times`);
  return informed;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
