import type { Context } from '../context.ts';
import { forgetOldMessages } from '../events/park-event.ts';
import { startSqsConsumer } from '../events/sqs-consumer.ts';
import { nameOf } from '../logger.ts';
import { RECOVER_EVERY_MS, recoverSendRate } from './adapt-send-rate.ts';
import { deliverBatch, type WorkerState } from './deliver-batch.ts';
import { keepLeases } from './lease.ts';
import { reconcileUnknown } from './reconcile-unknown.ts';
import { REFRESH_EVERY_MS, refreshSendRate } from './refresh-send-rate.ts';
import { repeat } from './repeat.ts';
import { sweep } from './sweep.ts';

const BATCH = 25;
const SWEEP_EVERY_MS = 3_000;
const RECONCILE_EVERY_MS = 5_000;
const FORGET_EVERY_MS = 60 * 60_000;

export type Worker = {
  /** What was not handed to the provider goes back to the queue; what was is settled first. */
  stop(): Promise<void>;
};

/** Delivers what the queue hands out, sweeps up after dead workers, follows the account's rate. */
export async function startWorker(context: Context): Promise<Worker> {
  const { logger, queue, database } = context;
  const drain = new AbortController();
  const state: WorkerState = { claims: new Set(), draining: drain.signal };
  const troubled = (task: string) => (error: unknown) =>
    logger.warn({ task, error: nameOf(error) }, 'A task of the worker failed and will be repeated');

  await refreshSendRate(context).catch(troubled('send rate'));
  const leases = keepLeases(database, state.claims, troubled('leases'));
  const sweeping = repeat(SWEEP_EVERY_MS, () => sweep(context), troubled('sweep'));
  const forgetting = repeat(FORGET_EVERY_MS, () => forgetOldMessages(context), troubled('old messages'));
  const refreshing = repeat(REFRESH_EVERY_MS, () => refreshSendRate(context), troubled('send rate'));
  const recovering = repeat(RECOVER_EVERY_MS, () => recoverSendRate(context), troubled('send rate'));
  const reconciling = repeat(RECONCILE_EVERY_MS, () => reconcileUnknown(context), troubled('unknown emails'));
  const events = startSqsConsumer(context);
  await queue.work(BATCH, (ids) => deliverBatch(context, state, ids));

  return {
    async stop() {
      drain.abort();
      const tasks = [sweeping, refreshing, recovering, reconciling, forgetting];
      await Promise.all([queue.stop(), events?.stop(), ...tasks.map((task) => task.stop())]);
      leases[Symbol.dispose]();
    },
  };
}
