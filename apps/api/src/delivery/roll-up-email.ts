import { type DeliveryErrorCode, type EmailStatus, recipientStatus, rollUpStatus } from '@carepost/contracts';
import type { Transaction } from '../database/open-database.ts';
import { eraseAttachments } from '../emails/attachments.ts';
import { announceChange } from '../webhooks/announce-emails.ts';

/** States in which what went wrong before no longer matters. */
const overcome: readonly EmailStatus[] = ['sent', 'delivered', 'bounced', 'complained', 'rejected'];

/** States after which no attempt can need the email's files. */
const leavesNoAttempt: readonly EmailStatus[] = [...overcome, 'cancelled', 'expired', 'suppressed'];

/**
 * Writes the email's state from its recipients'. The lease is given back unless a call is still under way, and an error
 * that a later success overcame is forgotten. Webhooks are told of a new state.
 */
export async function rollUpEmail(
  tx: Transaction,
  emailId: string,
  change: { error?: DeliveryErrorCode | null; notBefore?: Date | null },
  at: Date,
): Promise<EmailStatus> {
  const recipients = await tx.recipient.findMany({ where: { emailId }, select: { status: true } });
  const status = rollUpStatus(recipients.map((recipient) => recipientStatus.parse(recipient.status)));
  const before = await tx.email.findUniqueOrThrow({ where: { id: emailId }, select: { status: true } });
  const email = await tx.email.update({
    where: { id: emailId },
    data: {
      ...change,
      ...(status === 'sending' ? {} : { leaseUntil: null }),
      ...(status === 'unknown' ? {} : { unknownSince: null }),
      ...(overcome.includes(status) ? { error: null, notBefore: null } : {}),
      status,
      updatedAt: at,
    },
  });
  if (status === 'unknown') {
    // By the database's clock, as every time of the protocol is.
    await tx.$executeRaw`
      UPDATE "Email" SET "unknownSince" = now() WHERE "id" = ${emailId}::uuid AND "unknownSince" IS NULL`;
  }
  await announceChange(tx, before, email, at);
  if (leavesNoAttempt.includes(status)) await eraseAttachments(tx, emailId);
  return status;
}
