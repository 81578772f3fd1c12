import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { addressId } from '../suppressions/suppressed-address.ts';

/** An old email may lie anywhere; after this its link unsubscribes and does nothing else. */
const UNDO_MS = 24 * 60 * 60_000;

type Address = { projectId: string; addressIndex: Uint8Array<ArrayBuffer> };

/** The suppression that an unsubscribe link left a short while ago and that may be taken back, if there is one. */
export function undoable({ now }: Pick<Context, 'now'>, { projectId, addressIndex }: Address) {
  return {
    projectId,
    addressIndex,
    scope: 'marketing',
    reason: 'unsubscribe',
    removedAt: null,
    // A link's doing has its email; what a caller passed on has none.
    emailId: { not: null },
    createdAt: { gt: new Date(now().getTime() - UNDO_MS) },
  };
}

/** Takes an unsubscription back: for the recipient who pressed the button by mistake. Later than that it changes nothing. */
export async function restoreConsent(context: Context, address: Address): Promise<void> {
  const { projectId, addressIndex } = address;
  await context.database.transaction(async (tx) => {
    // Only what was confirmed once; without that there is nothing to go back to. Locked first, as everybody does.
    const known = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "Consent"
       WHERE "projectId" = ${projectId}::uuid AND "addressIndex" = ${addressIndex}
         AND "status" = 'withdrawn' AND "confirmedAt" IS NOT NULL FOR UPDATE`;
    if (known.length === 0) return;
    const { count } = await tx.suppression.deleteMany({ where: undoable(context, address) });
    if (count === 0) return;
    await tx.consent.update({
      where: { projectId_addressIndex: { projectId, addressIndex } },
      data: { status: 'confirmed', withdrawnAt: null },
    });
    const target = addressId(addressIndex);
    await appendAuditEntry(context, tx, {
      projectId,
      actor: 'recipient',
      action: 'consent.restored',
      target,
    });
  });
}
