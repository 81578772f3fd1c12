import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { addressId } from '../suppressions/suppressed-address.ts';
import type { ConfirmationLink } from './confirmation-link.ts';

/**
 * The owner of the address says yes. It lifts what their own unsubscribing left behind, and nothing that an operator or a
 * complaint did. Repeating it changes nothing; a consent that is not asked for (any more) stays as it is.
 */
export async function confirmConsent(
  context: Context,
  { projectId, addressIndex }: ConfirmationLink,
): Promise<void> {
  await context.database.transaction(async (tx) => {
    const { count } = await tx.consent.updateMany({
      where: { projectId, addressIndex, status: 'pending' },
      data: { status: 'confirmed', confirmedAt: context.now(), withdrawnAt: null },
    });
    if (count === 0) return;
    await tx.suppression.deleteMany({
      where: { projectId, addressIndex, scope: 'marketing', reason: 'unsubscribe' },
    });
    const target = addressId(addressIndex);
    await appendAuditEntry(context, tx, {
      projectId,
      actor: 'recipient',
      action: 'consent.confirmed',
      target,
    });
  });
}
