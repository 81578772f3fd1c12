import { category } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { applyParkedEvents } from '../events/park-event.ts';
import { expireOverdue } from './expire-overdue.ts';
import { settleAttempt } from './settle-attempt.ts';

/** A queued email without a job gets one when it has been due this long: the job is only a wake-up and may be lost. */
const OVERDUE_SECONDS = 60;
const BATCH = 500;

/**
 * Finds what a dead worker or a lost job left behind. Claims that ran out go back to the queue; calls that nobody
 * settled become `unknown`, for nobody knows whether the provider took them.
 */
export async function sweep(
  context: Context,
): Promise<{ released: number; unknown: number; expired: number; woken: number }> {
  const { database, queue } = context;
  const released = await database.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string; category: string }[]>`
      UPDATE "Email" SET "status" = 'queued', "leaseUntil" = NULL
       WHERE "id" IN (SELECT "id" FROM "Email" WHERE "status" = 'claimed' AND "leaseUntil" < now()
                       ORDER BY "id" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
      RETURNING "id", "category"`;
    const emails = rows.map((row) => ({ id: row.id, category: category.parse(row.category) }));
    await queue.wake(tx, emails);
    return rows.length;
  });

  const lost = await database.prisma.$queryRaw<{ id: string; fence: number }[]>`
    SELECT "id", "fence" FROM "Email" WHERE "status" = 'sending' AND "leaseUntil" < now() ORDER BY "id" LIMIT ${BATCH}`;
  for (const { id, fence } of lost) {
    await settleAttempt(context, { emailId: id, fence }, { outcome: 'unknown', error: 'process_died' });
  }

  const expired = await expireOverdue(context, BATCH);
  const woken = await wakeWithoutJob(context, OVERDUE_SECONDS);
  await applyParkedEvents(context);
  return { released, unknown: lost.length, expired, woken };
}

/** Gives a job to what has been due for so long and has none, at most 10,000 emails at a time. */
export async function wakeWithoutJob({ database, queue }: Context, overdueSeconds: number): Promise<number> {
  let woken = 0;
  for (let round = 0; round < 20; round += 1) {
    const count = await database.transaction(async (tx) => {
      const emails = await queue.findWithoutJob(tx, overdueSeconds, BATCH);
      await queue.wake(tx, emails);
      return emails.length;
    });
    woken += count;
    if (count < BATCH) break;
  }
  return woken;
}
