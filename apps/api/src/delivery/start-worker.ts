import { Semaphore } from 'async-mutex';
import { createHeadExport } from '../audit/export-heads.ts';
import type { Context } from '../context.ts';
import { forgetOldMessages } from '../events/park-event.ts';
import { startSqsConsumer } from '../events/sqs-consumer.ts';
import { nameOf, ownText } from '../loggable.ts';
import { eraseOldContent } from '../retention/erase-old-content.ts';
import { createSuppressionSync } from '../suppressions/sync-suppressions.ts';
import { startWebhooks } from '../webhooks/start-webhooks.ts';
import { RECOVER_EVERY_MS, recoverSendRate } from './adapt-send-rate.ts';
import { deliverBatch } from './deliver-batch.ts';
import { MOST_OPEN_FILE_BYTES, type WorkerState } from './deliver-email.ts';
import { keepLeases } from './lease.ts';
import { endLapsedPauses } from './pause-sending.ts';
import { reconcileUnknown } from './reconcile-unknown.ts';
import { REFRESH_EVERY_MS, refreshSendRate } from './refresh-send-rate.ts';
import { repeat } from './repeat.ts';
import { sweep } from './sweep.ts';

const BATCH = 25;
const SWEEP_EVERY_MS = 3_000;
const LOST_JOBS_EVERY_SWEEPS = 10;
const RECONCILE_EVERY_MS = 5_000;
const SYNC_SUPPRESSIONS_EVERY_MS = 10_000;
const FORGET_EVERY_MS = 60 * 60_000;
const ERASE_EVERY_MS = 10 * 60_000;

export type Worker = {
  /** What was not handed to the provider goes back to the queue; what was is settled first. */
  stop(): Promise<void>;
};

/** Delivers what the queue hands out, sweeps up after dead workers, follows the account, takes events in and passes them on. */
export async function startWorker(context: Context): Promise<Worker> {
  const { logger, queue, database } = context;
  const drain = new AbortController();
  const state: WorkerState = {
    claims: new Set(),
    draining: drain.signal,
    files: new Semaphore(MOST_OPEN_FILE_BYTES),
  };
  const troubled = (task: string) => (error: unknown) =>
    logger.warn(
      { task: ownText(task), error: nameOf(error) },
      'A task of the worker failed and will be repeated',
    );
  const every = (ms: number, name: string, task: () => Promise<unknown>) => repeat(ms, task, troubled(name));

  await refreshSendRate(context).catch(troubled('send rate'));
  const leases = keepLeases(database, state.claims, troubled('leases'));
  const sync = createSuppressionSync(context);
  const exportHeads = createHeadExport(context);
  await exportHeads().catch(troubled('audit heads'));
  let sweeps = 0;
  const tasks = [
    every(SWEEP_EVERY_MS, 'sweep', () => {
      sweeps += 1;
      return sweep(context, sweeps % LOST_JOBS_EVERY_SWEEPS === 0);
    }),
    every(RECONCILE_EVERY_MS, 'unknown emails', () => reconcileUnknown(context)),
    every(REFRESH_EVERY_MS, 'account', () => refreshSendRate(context)),
    every(RECOVER_EVERY_MS, 'send rate', async () => {
      await recoverSendRate(context);
      await endLapsedPauses(context);
    }),
    every(SYNC_SUPPRESSIONS_EVERY_MS, 'suppressions', () => sync(drain.signal)),
    every(context.config.audit.headEveryMinutes * 60_000, 'audit heads', exportHeads),
    every(FORGET_EVERY_MS, 'old messages', () => forgetOldMessages(context)),
    every(ERASE_EVERY_MS, 'retention', () => eraseOldContent(context)),
  ];
  const events = startSqsConsumer(context);
  const webhooks = await startWebhooks(context);
  await queue.work(BATCH, (ids) => deliverBatch(context, state, ids));

  return {
    async stop() {
      drain.abort();
      await Promise.all([queue.stop(), events?.stop(), ...tasks.map((task) => task.stop())]);
      // Last: what ends meanwhile is still told of.
      await webhooks.stop();
      leases[Symbol.dispose]();
    },
  };
}
