import { category } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { applyParkedEvents } from '../events/park-event.ts';
import { expireOverdue } from './expire-overdue.ts';
import { settleAttempt } from './settle-attempt.ts';

/** A queued email without a job gets one when it has been due this long: the job is only a wake-up and may be lost. */
const OVERDUE_SECONDS = 60;
const BATCH = 500;
const MOST_ROUNDS = 20;

/**
 * Finds what a dead worker or a lost job left behind. Claims that ran out go back to the queue; calls that nobody
 * settled become `unknown`, for nobody knows whether the provider took them. One step that fails keeps no other from
 * being taken.
 * @throws AggregateError of the steps that failed
 */
export async function sweep(
  context: Context,
  lookForLostJobs = true,
): Promise<{ released: number; unknown: number; expired: number; woken: number }> {
  const failures: unknown[] = [];
  const step = async (work: () => Promise<number>) =>
    work().catch((error: unknown) => {
      failures.push(error);
      return 0;
    });
  const swept = {
    released: await step(() => releaseLost(context)),
    unknown: await step(() => settleLost(context)),
    expired: await step(() => expireOverdue(context)),
    woken: await step(() => wakeSilent(context)),
  };
  if (lookForLostJobs) swept.woken += await step(() => wakeWithoutJob(context, OVERDUE_SECONDS));
  await step(() => applyParkedEvents(context));
  if (failures.length > 0) throw new AggregateError(failures, 'Some steps of the sweep failed.');
  return swept;
}

function releaseLost({ database, queue }: Context): Promise<number> {
  return database.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string; category: string }[]>`
      UPDATE "Email" SET "status" = 'queued', "leaseUntil" = NULL
       WHERE "id" IN (SELECT "id" FROM "Email" WHERE "status" = 'claimed' AND "leaseUntil" < now()
                       ORDER BY "id" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
      RETURNING "id", "category"`;
    await queue.wake(
      tx,
      rows.map((row) => ({ id: row.id, category: category.parse(row.category) })),
    );
    return rows.length;
  });
}

async function settleLost(context: Context): Promise<number> {
  const lost = await context.database.prisma.$queryRaw<{ id: string; fence: number }[]>`
    SELECT "id", "fence" FROM "Email" WHERE "status" = 'sending' AND "leaseUntil" < now() ORDER BY "id" LIMIT ${BATCH}`;
  const failures: unknown[] = [];
  for (const { id, fence } of lost) {
    await settleAttempt(context, { emailId: id, fence }, { outcome: 'unknown', error: 'process_died' }).catch(
      (error: unknown) => failures.push(error),
    );
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Some lost calls could not be settled.');
  return lost.length;
}

/** A new job for due emails whose job a dead worker holds. */
function wakeSilent({ database, queue }: Context): Promise<number> {
  return database.transaction(async (tx) => {
    const emails = await queue.findSilent(tx, BATCH);
    await queue.wake(tx, emails);
    return emails.length;
  });
}

/** Gives a job to what has been due for so long and has none, at most 10,000 emails at a time. */
export async function wakeWithoutJob({ database, queue }: Context, overdueSeconds: number): Promise<number> {
  let woken = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const count = await database.transaction(async (tx) => {
      // It looks at all that waits: one worker at a time does.
      const [lock] = await tx.$queryRaw<{ ours: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(hashtextextended('carepost:wake', 0)) AS ours`;
      if (!lock?.ours) return 0;
      const emails = await queue.findWithoutJob(tx, overdueSeconds, BATCH);
      await queue.wake(tx, emails);
      return emails.length;
    });
    woken += count;
    if (count < BATCH) break;
  }
  return woken;
}
