import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { addressId } from '../suppressions/suppressed-address.ts';
import { writeSuppression } from '../suppressions/write-suppression.ts';
import { openConsentAddress } from './consent-address.ts';

/**
 * No more marketing to the address: the consent is withdrawn, and a suppression stops what is queued. Repeating it
 * changes nothing. `address` may be left out where only its hash is known.
 */
export async function withdrawConsent(
  context: Context,
  wish: {
    projectId: string;
    /** `recipient`, or the caller who passes their wish on. */
    actor: string;
    addressIndex: Uint8Array<ArrayBuffer>;
    address?: string | undefined;
    emailId?: string | undefined;
  },
): Promise<void> {
  const { projectId, actor, addressIndex, emailId } = wish;
  const { database, now } = context;
  const consent = await database.prisma.consent.findUnique({
    where: { projectId_addressIndex: { projectId, addressIndex } },
  });
  const address = wish.address ?? (await openConsentAddress(context, consent));
  await database.transaction(async (tx) => {
    const withdrawn = await tx.consent.updateMany({
      where: { projectId, addressIndex, status: { not: 'withdrawn' } },
      data: { status: 'withdrawn', withdrawnAt: now() },
    });
    const fact = {
      projectId,
      addressIndex,
      address,
      scope: 'marketing',
      reason: 'unsubscribe',
      emailId,
    } as const;
    const suppressed = await writeSuppression(context, tx, fact);
    if (!suppressed && withdrawn.count === 0) return;
    const target = addressId(addressIndex);
    await appendAuditEntry(context, tx, { projectId, actor, action: 'consent.withdrawn', target });
  });
}
