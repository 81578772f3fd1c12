import {
  type DeliveryErrorCode,
  type EmailStatus,
  emailStatus,
  recipientStatus,
  rollUpStatus,
} from '@carepost/contracts';
import type { Transaction } from '../database/open-database.ts';
import { eraseAttachments } from '../emails/attachments.ts';
import { announceChange } from '../webhooks/announce-emails.ts';

/** States in which what went wrong before no longer matters. */
const overcome: readonly EmailStatus[] = ['sent', 'delivered', 'bounced', 'complained', 'rejected'];

/** The email's own steps before anything leaves; its recipients are `queued` meanwhile. */
const ownSteps: readonly EmailStatus[] = ['scheduled', 'claimed'];

/** States after which no attempt can need the email's files. */
const leavesNoAttempt: readonly EmailStatus[] = [...overcome, 'cancelled', 'expired', 'suppressed'];

type Change = {
  error?: DeliveryErrorCode | null;
  notBefore?: Date | null;
  /** The claim ends: what waits is queued again. Otherwise an email that a worker holds, or whose time has not come, stays so. */
  release?: true;
};

/**
 * Writes the email's state from its recipients'. The lease is given back unless a call is still under way, and an error
 * that a later success overcame is forgotten. Webhooks are told of a new state. The caller holds the email's row.
 */
export async function rollUpEmail(
  tx: Transaction,
  emailId: string,
  { release, ...change }: Change,
  at: Date,
): Promise<EmailStatus> {
  const recipients = await tx.recipient.findMany({ where: { emailId }, select: { status: true } });
  const rolledUp = rollUpStatus(recipients.map((recipient) => recipientStatus.parse(recipient.status)));
  const before = await tx.email.findUniqueOrThrow({ where: { id: emailId }, select: { status: true } });
  const waits = rolledUp === 'queued' && !release && ownSteps.includes(emailStatus.parse(before.status));
  const status = waits ? emailStatus.parse(before.status) : rolledUp;
  const email = await tx.email.update({
    where: { id: emailId },
    data: {
      ...change,
      ...(status === 'sending' || status === 'claimed' ? {} : { leaseUntil: null }),
      ...(status === 'unknown' ? {} : { unknownSince: null }),
      ...(overcome.includes(status) ? { error: null, notBefore: null, troubledSince: null } : {}),
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
