import type { FaultSettings } from '@carepost/ses-simulator';
import { seededRandom } from './seeded-random.ts';

/** Something that is done to the installation. */
export type Fault =
  | { kind: 'kill worker' }
  | { kind: 'freeze worker'; seconds: number }
  | { kind: 'restart postgres' }
  | { kind: 'kill api' }
  | { kind: 'provider'; settings: Partial<FaultSettings> };
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
/** A frozen worker is only interesting when its leases run out meanwhile, or nearly. */
const FREEZE_SECONDS = { shortest: 4, longest: 14 };

/**
 * What happens in a run of so many seconds, by the seed alone. The first fault of each kind comes in a fixed order, so that
 * a short run has seen them all; then chance decides.
 */
export function planFaults(seed: number, seconds: number, everySeconds: number): PlannedFault[] {
  const random = seededRandom(seed);
  const first: Kind[] = ['kill worker', 'provider', 'restart postgres', 'freeze worker', 'kill api'];
  const plan: PlannedFault[] = [];
  for (let at = 1; at < seconds; at += everySeconds * (0.5 + random())) {
    plan.push({ atMs: Math.round(at * 1000), fault: makeFault(first.shift() ?? pick(random), random) });
  }
  return plan;
}

function times(count: number, kind: Kind): Kind[] {
  return Array.from({ length: count }, () => kind);
}

function pick(random: () => number): Kind {
  return bag[Math.floor(random() * bag.length)] ?? 'provider';
}

function makeFault(kind: Kind, random: () => number): Fault {
  if (kind === 'freeze worker') {
    const { shortest, longest } = FREEZE_SECONDS;
    return { kind, seconds: Math.round(shortest + random() * (longest - shortest)) };
  }
  if (kind !== 'provider') return { kind };
  const some = () => 1 + Math.floor(random() * 6);
  const storms: Partial<FaultSettings>[] = [
    { resetAfterAccept: some() },
    { throttle: some() },
    { failBefore: some() },
    { duplicateEvents: 4 * some() },
    { delayMs: 100 * some() },
    { delayMs: 0 },
  ];
  return { kind, settings: storms[Math.floor(random() * storms.length)] ?? {} };
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
