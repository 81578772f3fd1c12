import type { Transaction } from '../database/open-database.ts';

/** States in which nothing of ours needs the content any more; `held` waits for a person, who cannot resend it then. */
export const restingStatuses = [
  'sent',
  'delivered',
  'bounced',
  'complained',
  'rejected',
  'suppressed',
  'cancelled',
  'expired',
  'failed',
  'held',
];

/** Empties what is sealed of emails and takes their files away, in the caller's transaction, which has locked them at rest. */
export async function eraseEmails(tx: Transaction, ids: readonly string[], at: Date): Promise<void> {
  // The state is asked once more in the statement itself: what is on its way must never lose its content.
  await tx.$executeRaw`
    WITH erased AS (
      UPDATE "Email" SET "sealed" = ''::bytea, "contentErasedAt" = ${at}
       WHERE "id" = ANY(${[...ids]}::uuid[]) AND "status" = ANY(${restingStatuses}::text[])
      RETURNING "id")
    DELETE FROM "Attachment" WHERE "emailId" IN (SELECT "id" FROM erased)`;
}
