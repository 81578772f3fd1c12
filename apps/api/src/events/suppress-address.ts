import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { addressId } from '../suppressions/suppressed-address.ts';
import { writeSuppression } from '../suppressions/write-suppression.ts';

/**
 * Nothing more is sent to the address; the account's own list is told later. Returns what an audit entry calls the address,
 * or undefined when that changes nothing.
 */
export async function suppressAddress(
  context: Context,
  tx: Transaction,
  fact: { projectId: string; emailId: string; address: string; reason: 'bounce' | 'complaint' },
): Promise<string | undefined> {
  const addressIndex = context.sealing.addressIndex(fact.projectId, fact.address);
  const changed = await writeSuppression(context, tx, { ...fact, addressIndex, scope: 'all' });
  return changed ? addressId(addressIndex) : undefined;
}
