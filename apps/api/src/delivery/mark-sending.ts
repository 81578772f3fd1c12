import type { TransportName } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import { type Claim, LEASE_SECONDS } from './lease.ts';

/**
 * `claimed → sending` and the attempt `calling`, in one transaction right before the call: from here on a crash leaves
 * something that may have been sent. Returns false when the claim is no longer ours, the email has expired, an operator has
 * paused its project, or one of its recipients was suppressed or reached meanwhile: the next claim looks again.
 */
export async function markSending(
  { database, live, now }: Context,
  email: Email,
  claim: Claim,
  facts: { transport: TransportName; recipientCount: number; contentHash: Uint8Array<ArrayBuffer> },
): Promise<boolean> {
  const at = now();
  return database.transaction(async (tx) => {
    const marked = await tx.$executeRaw`
      UPDATE "Email" SET "status" = 'sending', "contentHash" = ${facts.contentHash}, "updatedAt" = ${at},
             "leaseUntil" = now() + make_interval(secs => ${LEASE_SECONDS}::int), "troubledSince" = NULL
       WHERE "id" = ${claim.emailId}::uuid AND "fence" = ${claim.fence} AND "status" = 'claimed'
         AND ("expiresAt" IS NULL OR "expiresAt" > now())
         AND NOT EXISTS (SELECT 1 FROM "Project" WHERE "id" = "Email"."projectId" AND "sendingPausedAt" IS NOT NULL)
         AND ${facts.recipientCount} = (
           SELECT count(*)::int FROM "Recipient" recipient
            WHERE recipient."emailId" = "Email"."id" AND recipient."status" = 'queued'
              AND NOT EXISTS (
                SELECT 1 FROM "Suppression" suppression
                 WHERE suppression."projectId" = recipient."projectId"
                   AND suppression."addressIndex" = recipient."addressIndex" AND suppression."removedAt" IS NULL
                   AND (suppression."scope" = 'all' OR "Email"."category" = 'marketing')))`;
    if (marked === 0) return false;
    await tx.attempt.create({
      data: {
        emailId: claim.emailId,
        fence: claim.fence,
        projectId: email.projectId,
        transport: facts.transport,
        outcome: 'calling',
        recipientCount: facts.recipientCount,
        startedAt: at,
      },
    });
    await tx.recipient.updateMany({
      where: { emailId: claim.emailId, status: 'queued' },
      data: { status: 'sending', updatedAt: at },
    });
    await live.emailChanged(tx, claim.emailId);
    return true;
  });
}
