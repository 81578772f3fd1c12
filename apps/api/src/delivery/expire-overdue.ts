import type { Context } from '../context.ts';
import { rollUpEmail } from './roll-up-email.ts';

/** Emails in one transaction: each takes several statements, and a transaction has seconds. */
const BATCH = 25;
const MOST_BATCHES = 40;

/** `scheduled | queued → expired` for emails whose `expiresAt` has passed, 1,000 at a time; what has left is not touched. */
export async function expireOverdue(context: Context): Promise<number> {
  let expired = 0;
  for (let n = 0; n < MOST_BATCHES; n += 1) {
    const count = await expireBatch(context);
    expired += count;
    if (count < BATCH) break;
  }
  return expired;
}

function expireBatch({ database, live, now }: Context): Promise<number> {
  return database.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Email" WHERE "status" IN ('scheduled', 'queued') AND "expiresAt" <= now()
       ORDER BY "expiresAt" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;
    const at = now();
    await tx.recipient.updateMany({
      where: { emailId: { in: rows.map(({ id }) => id) }, status: 'queued' },
      data: { status: 'expired', updatedAt: at },
    });
    for (const { id } of rows) {
      await rollUpEmail(tx, id, { notBefore: null, release: true }, at);
      await live.emailChanged(tx, id);
    }
    return rows.length;
  });
}
