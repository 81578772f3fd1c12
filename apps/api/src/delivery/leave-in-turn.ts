import { setTimeout as wait } from 'node:timers/promises';
import { type Claim, requireLease } from './lease.ts';
import type { Way } from './rate-key.ts';
import { renewTurn, type Turn } from './send-rate.ts';

/** A call that is later than this leaves together with those after it. A window of one second has room for as much. */
const LATE_MS = 40;
/** A look at the lease is good for so long: what follows it is a timer of this process alone. */
const LOOK_GOOD_FOR_MS = 1_000;
/** On a machine that makes every call late waiting longer helps nobody: then it leaves, and the provider may throttle. */
const MOST_TURNS = 3;

/**
 * Right before the first byte: looks at the lease, then waits for the turn that the send rate gave. A busy machine makes calls
 * late, and late calls bunch up above the account's rate, so one that has missed its turn takes another.
 * @throws LeaseLostError
 */
export async function leaveInTurn(way: Way, claim: Claim, given: Turn): Promise<void> {
  let turn = given;
  let renewed = 1;
  for (;;) {
    await requireLease(way.database, claim);
    const looked = performance.now();
    if (turn.at > looked) await wait(turn.at - looked);
    if (performance.now() - looked > LOOK_GOOD_FOR_MS) continue;
    if (performance.now() - turn.at <= LATE_MS || renewed >= MOST_TURNS) return;
    const next = await renewTurn(way, turn);
    if (!next) return;
    turn = next;
    renewed += 1;
  }
}
