import type { FaultChange } from '@carepost/ses-simulator';
import { seededRandom } from './seeded-random.ts';

/** Something that is done to the installation. */
export type Fault =
  | { kind: 'kill worker' }
  | { kind: 'freeze worker'; seconds: number }
  | { kind: 'restart postgres' }
  | { kind: 'kill api' }
  | { kind: 'provider'; settings: FaultChange };
export type PlannedFault = { atMs: number; fault: Fault };

type Kind = Fault['kind'];
/** What chance draws from: a kind is as likely as it is often in here. */
const bag: readonly Kind[] = [
  ...times(6, 'provider'),
  ...times(4, 'kill worker'),
  ...times(2, 'freeze worker'),
  ...times(2, 'restart postgres'),
  'kill api',
];
/** Provider faults that chance brings all through a run, besides those of the plan. */
export function providerWeather(seed: number): FaultChange {
  return {
    random: {
      seed,
      throttle: 0.001,
      failBefore: 0.01,
      resetBefore: 0.01,
      failAfterAccept: 0.01,
      resetAfterAccept: 0.02,
      duplicateEvents: 0.05,
      republishEvents: 0.05,
      reorderEvents: 0.2,
    },
  };
}
/** Ends all of it; events that are kept back are not made up for. */
export const fairWeather: FaultChange = {
  throttle: 0,
  failBefore: 0,
  resetBefore: 0,
  failAfterAccept: 0,
  resetAfterAccept: 0,
  withholdEvents: 0,
  duplicateEvents: 0,
  republishEvents: 0,
  reorderEvents: 0,
  delayMs: 0,
  delayEventsMs: 0,
  random: {},
};

export type PlanOptions = {
  seed: number;
  seconds: number;
  /** Mean time between two faults. */
  everySeconds: number;
  /** Seconds for which a worker is frozen at most. */
  longestFreeze: number;
};

/** After the first kill nothing else is held up for so long: its recovery is measured undisturbed. */
const CALM_UNTIL_SECONDS = 14;

/**
 * What happens in a run of so many seconds, by the seed alone. The first fault of each kind comes in a fixed order, so that
 * a short run has seen them all; then chance decides.
 */
export function planFaults({ seed, seconds, everySeconds, longestFreeze }: PlanOptions): PlannedFault[] {
  const random = seededRandom(seed);
  const first: Kind[] = ['restart postgres', 'freeze worker', 'kill api'];
  const plan: PlannedFault[] = [];
  const choose = (at: number): Kind => {
    if (plan.length === 0) return 'kill worker';
    return at < CALM_UNTIL_SECONDS ? 'provider' : (first.shift() ?? pick(random));
  };
  for (let at = 1; at < seconds; at += everySeconds * (0.5 + random())) {
    plan.push({
      atMs: Math.round(at * 1000),
      fault: makeFault(choose(at), longestFreeze, random),
    });
  }
  return plan;
}

function times(count: number, kind: Kind): Kind[] {
  return Array.from({ length: count }, () => kind);
}

function pick(random: () => number): Kind {
  return bag[Math.floor(random() * bag.length)] ?? 'provider';
}

function makeFault(kind: Kind, longestFreeze: number, random: () => number): Fault {
  // A frozen worker is only interesting when its leases run out meanwhile, or nearly.
  if (kind === 'freeze worker') return { kind, seconds: Math.round(longestFreeze * (0.5 + random() / 2)) };
  if (kind !== 'provider') return { kind };
  const some = () => 1 + Math.floor(random() * 6);
  const storms: FaultChange[] = [
    { resetAfterAccept: some() },
    { failAfterAccept: some() },
    { resetBefore: some() },
    { failBefore: some() },
    { throttle: some() },
    { withholdEvents: some() },
    { duplicateEvents: 4 * some(), republishEvents: 4 * some() },
    { reorderEvents: 4 * some(), delayEventsMs: 200 * some() },
    { delayMs: 100 * some() },
    { delayMs: 0, delayEventsMs: 0 },
  ];
  return { kind, settings: storms[Math.floor(random() * storms.length)] ?? {} };
}

/** Messages whose events a plan keeps back, at most: a later change of the same setting replaces what is left of it. */
export function countWithheld(plan: readonly PlannedFault[]): number {
  return plan.reduce(
    (sum, { fault }) => sum + (fault.kind === 'provider' ? (fault.settings.withholdEvents ?? 0) : 0),
    0,
  );
}

/** One line of the plan, for people. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill worker':
      return 'kill -9 of a worker';
    case 'freeze worker':
      return `SIGSTOP of a worker for ${fault.seconds} s`;
    case 'restart postgres':
      return 'immediate restart of Postgres';
    case 'kill api':
      return 'kill -9 of the API';
    case 'provider':
      return `provider: ${Object.entries(fault.settings)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`;
    default:
      return fault satisfies never;
  }
}
