import { type SuppressionReason, type SuppressionScope, suppressionReason } from '@carepost/contracts';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { ApiError } from '../errors.ts';
import { addressId } from './suppressed-address.ts';

/** The reasons that are a recipient's own wish. */
export type RecipientsWish = Extract<SuppressionReason, 'complaint' | 'unsubscribe'>;

/**
 * Lifts a suppression. One that the recipient asked for needs `evenThough` with its reason, so that nobody lifts it by
 * accident. The account's own list may hold an address of the scope `all`: its row stays, lifted, until that is told.
 * @throws ApiError `not_found`, `confirmation_required`
 */
export async function removeSuppression(
  context: Context,
  caller: { projectId: string; actor: string },
  wish: {
    addressIndex: Uint8Array<ArrayBuffer>;
    scope: SuppressionScope;
    evenThough?: RecipientsWish | undefined;
  },
): Promise<{ id: string }> {
  const { projectId, actor } = caller;
  const { addressIndex, scope, evenThough } = wish;
  const key = { projectId_addressIndex_scope: { projectId, addressIndex, scope } };
  const target = addressId(addressIndex);
  await context.database.transaction(async (tx) => {
    const reason = await lockReason(tx, projectId, addressIndex, scope);
    if (!reason) throw new ApiError('not_found', `This address is not suppressed in the scope ${scope}.`);
    requireConfirmation(reason, evenThough);
    if (scope === 'all') {
      await tx.suppression.update({ where: key, data: { removedAt: context.now(), syncedAt: null } });
    } else {
      await tx.suppression.delete({ where: key });
    }
    const action = evenThough === reason ? `suppression.removed_despite_${reason}` : 'suppression.removed';
    await appendAuditEntry(context, tx, { projectId, actor, action, target });
  });
  return { id: target };
}

/** @throws ApiError `confirmation_required` when the recipient asked for it and the caller does not say to know that */
export function requireConfirmation(reason: SuppressionReason, evenThough: RecipientsWish | undefined): void {
  if (reason === evenThough || (reason !== 'complaint' && reason !== 'unsubscribe')) return;
  const what = reason === 'complaint' ? 'marked an email as spam' : 'unsubscribed';
  throw new ApiError('confirmation_required', `The recipient ${what}: mail to them again needs evenThough.`, {
    field: 'evenThough',
    fix: `Only if the recipient asked for it: send evenThough: "${reason}".`,
  });
}

async function lockReason(
  tx: Transaction,
  projectId: string,
  addressIndex: Uint8Array<ArrayBuffer>,
  scope: SuppressionScope,
): Promise<SuppressionReason | undefined> {
  const [row] = await tx.$queryRaw<{ reason: string }[]>`
    SELECT "reason" FROM "Suppression"
     WHERE "projectId" = ${projectId}::uuid AND "addressIndex" = ${addressIndex} AND "scope" = ${scope}
       AND "removedAt" IS NULL FOR UPDATE`;
  return row && suppressionReason.parse(row.reason);
}
