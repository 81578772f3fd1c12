import { expect, test } from 'vitest';
import { checkRun, type Rule } from './check-run.ts';
import type { RunFacts } from './run-facts.ts';

// The judge is judged first: for every rule there is a run that breaks it and nothing else, by hand.
const id = '01890000-0000-7000-8000-000000000001';
const start = Date.UTC(2026, 0, 1);
const minute = 60_000;

type Given = {
  email?: Partial<RunFacts['emails'][number]>;
  recipient?: RunFacts['recipients'][number]['status'];
  /** Outcome, how often it was posted and accepted, and when it began. */
  attempts?: [outcome: string, received: number, accepted: number, at?: number][];
  proved?: RunFacts['recipients'][number]['status'];
  /** Events come of every accepted attempt, unless the provider keeps silent. */
  silent?: boolean;
  withheld?: number;
  change?: (facts: RunFacts) => RunFacts;
};

function run({ email, recipient, attempts, proved, silent, withheld, change }: Given = {}) {
  const made = attempts ?? [['sent', 1, 1]];
  const status = email?.status ?? 'delivered';
  const facts: RunFacts = {
    acknowledged: [id],
    emails: [{ id, status, error: null, onUnknown: 'hold', fence: made.length, autoResends: 0, ...email }],
    recipients: [{ emailId: id, n: 0, status: recipient ?? 'delivered' }],
    attempts: made.map(([outcome, , , at], n) => ({
      emailId: id,
      fence: n + 1,
      outcome,
      startedAt: new Date(start + (at ?? n * 1000)),
    })),
    events: made.flatMap(([, , accepted], n) =>
      accepted > 0 && !silent
        ? [{ emailId: id, fence: n + 1, proves: proved ?? ('sent' as const), recipients: [0] }]
        : [],
    ),
    calls: Object.fromEntries(
      made
        .map(([, received, accepted], n) => [`${id}_${n + 1}`, { received, accepted }] as const)
        .filter(([, { received }]) => received > 0),
    ),
  };
  return checkRun(change ? change(facts) : facts, {
    unknownWindowMs: 5 * minute,
    withheld: withheld ?? 0,
  });
}

test('an email that was promised, sent once and delivered breaks no rule', () => {
  expect(run({ proved: 'delivered' })).toEqual({
    acknowledged: 1,
    accepted: 1,
    byStatus: { delivered: 1 },
    lost: 0,
    blindResends: 0,
    informedResends: 0,
    doubled: 0,
    violations: [],
  });
});

const innocent: [what: string, given: Given][] = [
  [
    'an attempt after one that was never posted',
    {
      attempts: [
        ['not_sent', 0, 0],
        ['sent', 1, 1],
      ],
    },
  ],
  [
    'an attempt after one that was throttled',
    {
      attempts: [
        ['not_sent', 1, 0],
        ['sent', 1, 1],
      ],
    },
  ],
  ['a claim that ran out before it became an attempt', { email: { fence: 7 } }],
  [
    'an unknown with its reason',
    {
      email: { status: 'unknown', error: 'provider_error' },
      recipient: 'unknown',
      attempts: [['unknown', 1, 0]],
    },
  ],
  [
    'a held email whose events the provider was told to keep back',
    {
      email: { status: 'held', error: 'process_died' },
      recipient: 'held',
      attempts: [['unknown', 1, 1]],
      silent: true,
      withheld: 1,
    },
  ],
  ['an email whose answer the caller never got', { change: (facts) => ({ ...facts, acknowledged: [] }) }],
  [
    'a delivery report after a complaint',
    { email: { status: 'complained' }, recipient: 'complained', proved: 'delivered' },
  ],
];
test.each(innocent)('%s breaks no rule', (_what, given) => {
  expect(run(given).violations).toEqual([]);
});

const guilty: [rule: Rule, what: string, given: Given][] = [
  [
    'lost',
    'a promised email that is not there',
    { change: (facts) => ({ ...facts, emails: [], recipients: [], attempts: [], events: [], calls: {} }) },
  ],
  [
    'not_settled',
    'an email that is still queued',
    { email: { status: 'queued' }, recipient: 'queued', attempts: [] },
  ],
  ['not_settled', 'an attempt that is still calling', { attempts: [['calling', 1, 1]] }],
  [
    'no_reason',
    'an email that failed and does not say why',
    { email: { status: 'failed' }, recipient: 'failed', attempts: [['refused', 1, 0]] },
  ],
  ['attempt_posted_twice', 'one attempt that was posted twice', { attempts: [['sent', 2, 1]] }],
  [
    'attempt_not_recorded',
    'a post that the database knows nothing of',
    {
      change: (facts) => ({ ...facts, calls: { ...facts.calls, [`${id}_9`]: { received: 1, accepted: 0 } } }),
    },
  ],
  [
    'blind_resend',
    'an attempt after one that answered 500',
    {
      attempts: [
        ['unknown', 1, 0],
        ['sent', 1, 1],
      ],
    },
  ],
  [
    'acceptance_forgotten',
    'an accepted email that ended as failed',
    { email: { status: 'failed', error: 'message_rejected' }, attempts: [['refused', 1, 1]] },
  ],
  [
    'acceptance_forgotten',
    'an accepted email that stayed unknown though its events came',
    { email: { status: 'unknown', error: 'process_died' }, attempts: [['unknown', 1, 1]] },
  ],
  ['events_lost', 'an accepted email of which no event is kept', { silent: true }],
  ['event_forgotten', 'a bounce that the recipient does not show', { proved: 'bounced' }],
];
test.each(guilty)('%s: %s', (rule, _what, given) => {
  expect(run(given).violations.map((violation) => violation.rule)).toEqual([rule]);
});

test('an email that was accepted twice is a blind resend and doubled', () => {
  const verdict = run({
    attempts: [
      ['sent', 1, 1],
      ['sent', 1, 1],
    ],
  });
  expect(verdict).toMatchObject({ blindResends: 1, doubled: 1, lost: 0 });
});

test('"not sent" of an attempt that the provider accepted does not excuse the next one', () => {
  expect(
    run({
      attempts: [
        ['not_sent', 1, 1],
        ['sent', 1, 1],
      ],
    }),
  ).toMatchObject({ blindResends: 1, doubled: 1 });
});

const resend = { onUnknown: 'resend', autoResends: 1 };
const twice = (after: number): NonNullable<Given['attempts']> => [
  ['unknown', 1, 1],
  ['sent', 1, 1, after],
];
test('a template that says resend may send once more after the window, and that is counted apart', () => {
  expect(run({ email: resend, attempts: twice(6 * minute) })).toMatchObject({
    informedResends: 1,
    blindResends: 0,
    doubled: 0,
    violations: [],
  });
});

test.each([
  ['within the window', { email: resend, attempts: twice(2 * minute) }],
  ['of a template that says hold', { email: { ...resend, onUnknown: 'hold' }, attempts: twice(6 * minute) }],
  ['that no decision stands for', { email: { ...resend, autoResends: 0 }, attempts: twice(6 * minute) }],
  [
    'a second time',
    {
      email: { ...resend, autoResends: 2 },
      attempts: [
        ['unknown', 1, 0],
        ['unknown', 1, 0, 6 * minute],
        ['sent', 1, 1, 12 * minute],
      ],
    },
  ],
] satisfies [string, Given][])('another attempt after an unknown one is blind %s', (_what, given) => {
  expect(run(given).blindResends).toBe(1);
});
