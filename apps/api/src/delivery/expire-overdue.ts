import type { Context } from '../context.ts';
import { rollUpEmail } from './roll-up-email.ts';

/** `scheduled | queued → expired` for emails whose `expiresAt` has passed; what has left is not touched. */
export async function expireOverdue({ database, live, now }: Context, limit: number): Promise<number> {
  return database.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Email" WHERE "status" IN ('scheduled', 'queued') AND "expiresAt" <= now()
       ORDER BY "expiresAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
    const at = now();
    await tx.recipient.updateMany({
      where: { emailId: { in: rows.map(({ id }) => id) }, status: 'queued' },
      data: { status: 'expired', updatedAt: at },
    });
    for (const { id } of rows) {
      await rollUpEmail(tx, id, { notBefore: null }, at);
      await live.emailChanged(tx, id);
    }
    return rows.length;
  });
}
