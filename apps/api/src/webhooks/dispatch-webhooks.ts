import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { idOf, nameOf } from '../loggable.ts';
import { claimDeliveries } from './claim-deliveries.ts';
import { deliverWebhook } from './deliver-webhook.ts';

export type Dispatcher = {
  /** Starts what is due and has room. Safe to call at any time; calls that end look for more themselves. */
  wake(): void;
  /** Resolves when nothing is under way and nothing that is due has room. */
  idle(): Promise<void>;
  /** Calls get a moment to end; those that do not are given back. */
  stop(): Promise<void>;
};

/** Calls of this process at a time, to all endpoints together. */
const MOST_AT_ONCE = 64;
const STOP_GRACE_MS = 3_000;

/** Claims due deliveries and makes the calls, so many at a time. Several processes do this on one table. */
export function createDispatcher(context: Context): Dispatcher {
  const busy = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  const interrupt = new AbortController();
  let claiming: Promise<void> | undefined;
  let wanted = false;
  let stopped = false;

  function wake(): void {
    wanted = true;
    if (stopped || claiming) return;
    claiming = claimDue()
      .catch((error: unknown) => {
        context.logger.warn({ error: nameOf(error) }, 'Webhooks could not be claimed and will be later');
      })
      .finally(() => {
        claiming = undefined;
        if (wanted) wake();
      });
  }

  async function claimDue(): Promise<void> {
    wanted = false;
    const free = MOST_AT_ONCE - underWay.size;
    if (free === 0) return;
    for (const claim of await claimDeliveries(context, busy, free)) {
      busy.set(claim.endpointId, (busy.get(claim.endpointId) ?? 0) + 1);
      const call = deliverWebhook(context, claim, interrupt.signal)
        .catch((error: unknown) => {
          // Its lease runs out, and then somebody delivers it again.
          const log = { delivery: idOf(claim.id), error: nameOf(error) };
          context.logger.warn(log, 'How a webhook ended could not be noted');
        })
        .finally(() => {
          underWay.delete(call);
          const left = (busy.get(claim.endpointId) ?? 1) - 1;
          if (left === 0) busy.delete(claim.endpointId);
          else busy.set(claim.endpointId, left);
          wake();
        });
      underWay.add(call);
    }
  }

  async function idle(): Promise<void> {
    while (claiming || underWay.size > 0) await Promise.race([claiming, ...underWay].filter(Boolean));
  }

  return {
    wake,
    idle,
    async stop() {
      stopped = true;
      await within(STOP_GRACE_MS, idle());
      interrupt.abort();
      // Giving back needs the database, which may not answer either; the leases run out then.
      await within(STOP_GRACE_MS, idle());
    },
  };
}

/** Waits for `work`, but no longer. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const patience = new AbortController();
  await Promise.race([work, wait(ms, undefined, { signal: patience.signal }).catch(() => {})]);
  patience.abort();
}
