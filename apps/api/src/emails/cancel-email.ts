import { type EmailStatus, emailStatus } from '@carepost/contracts';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { rollUpEmail } from '../delivery/roll-up-email.ts';
import { ApiError } from '../errors.ts';
import { announceEmails } from '../webhooks/announce-emails.ts';
import { findEmail } from './find-email.ts';

/**
 * Cancels an email that has not been claimed. One statement, so that of a cancel and a claim at the same moment exactly one
 * wins. Cancelling again changes nothing and answers the same.
 * @throws ApiError `not_found`, or `too_late` with the state it is in.
 */
export async function cancelEmail(
  context: Context,
  caller: { projectId: string; actor: string },
  id: string,
): Promise<{ id: string; status: EmailStatus }> {
  const { projectId, actor } = caller;
  const now = context.now();
  const cancelled = await context.database.transaction(async (tx) => {
    const rows = await tx.$queryRaw<unknown[]>`
      WITH email AS (
        UPDATE "Email" SET "status" = 'cancelled', "error" = NULL, "notBefore" = NULL, "updatedAt" = ${now}
         WHERE "id" = ${id}::uuid AND "projectId" = ${projectId}::uuid AND "status" IN ('scheduled', 'queued')
        RETURNING "id"
      ), recipients AS (
        UPDATE "Recipient" recipient SET "status" = 'cancelled', "updatedAt" = ${now}
          FROM email WHERE recipient."emailId" = email."id" AND recipient."status" = 'queued'
      )
      SELECT "id" FROM email`;
    if (rows.length === 0) return false;
    // With a recipient that was reached earlier the email is what that one says.
    await rollUpEmail(tx, id, {}, now);
    await appendAuditEntry(context, tx, { projectId, actor, action: 'email.cancelled', target: id });
    await announceEmails(tx, { projectId, emailIds: [id], at: now });
    await context.live.emailChanged(tx, id);
    return true;
  });
  if (!cancelled) {
    const { email } = await findEmail(context, caller, id);
    const status = emailStatus.parse(email.status);
    if (status !== 'cancelled') {
      throw new ApiError(
        'too_late',
        `This email is ${status}: only scheduled and queued email can be cancelled.`,
      );
    }
  }
  return { id, status: 'cancelled' };
}
