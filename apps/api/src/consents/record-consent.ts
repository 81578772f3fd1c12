import { suppressionReason } from '@carepost/contracts';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { type RecipientsWish, requireConfirmation } from '../suppressions/remove-suppression.ts';
import { addressId } from '../suppressions/suppressed-address.ts';
import { sealConsentAddress } from './consent-address.ts';

/**
 * Enters a consent that was given elsewhere (on paper, at a desk). Somebody who unsubscribed since then must have changed
 * their mind, and the caller has to say so.
 * @throws ApiError `confirmation_required`
 */
export async function recordConsent(
  context: Context,
  caller: { projectId: string; actor: string },
  { address, evenThough }: { address: string; evenThough?: RecipientsWish | undefined },
): Promise<{ id: string }> {
  const { projectId, actor } = caller;
  const addressIndex = context.sealing.addressIndex(projectId, address);
  const id = addressId(addressIndex);
  const confirmedAt = context.now();
  await context.database.transaction(async (tx) => {
    const sealedAddress = sealConsentAddress(context, { projectId, addressIndex }, address);
    const recorded = {
      status: 'confirmed',
      source: 'recorded',
      sealedAddress,
      confirmedAt,
      withdrawnAt: null,
    };
    // The consent's row is the lock for everything about it, so it is written before the suppression is looked at.
    await tx.consent.upsert({
      where: { projectId_addressIndex: { projectId, addressIndex } },
      create: { projectId, addressIndex, ...recorded, requestedAt: confirmedAt },
      update: recorded,
    });
    const scope = 'marketing';
    const where = { projectId, addressIndex, scope, removedAt: null };
    const suppressed = await tx.suppression.findFirst({ where });
    if (suppressed) requireConfirmation(suppressionReason.parse(suppressed.reason), evenThough);
    await tx.suppression.deleteMany({ where: { ...where, reason: 'unsubscribe' } });
    await appendAuditEntry(context, tx, { projectId, actor, action: 'consent.recorded', target: id });
  });
  return { id };
}
