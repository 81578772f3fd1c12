import type { SuppressionScope } from '@carepost/contracts';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { addressId } from './suppressed-address.ts';
import { writeSuppression } from './write-suppression.ts';

/** Stops mail to an address on a person's word. An address that is suppressed already stays as it is. */
export async function addSuppression(
  context: Context,
  caller: { projectId: string; actor: string },
  { address, scope }: { address: string; scope: SuppressionScope },
): Promise<{ id: string; added: boolean }> {
  const { projectId, actor } = caller;
  const addressIndex = context.sealing.addressIndex(projectId, address);
  const id = addressId(addressIndex);
  const added = await context.database.transaction(async (tx) => {
    const fact = { projectId, addressIndex, address, scope, reason: 'manual' as const };
    const changed = await writeSuppression(context, tx, fact);
    if (changed) {
      await appendAuditEntry(context, tx, { projectId, actor, action: 'suppression.added', target: id });
    }
    return changed;
  });
  return { id, added };
}
