import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { writeSuppression } from '../suppressions/write-suppression.ts';

/** Nothing more is sent to the address. Repeating it changes nothing; the account's own list is told later. */
export async function suppressAddress(
  context: Context,
  tx: Transaction,
  fact: { projectId: string; emailId: string; address: string; reason: 'bounce' | 'complaint' },
): Promise<void> {
  const addressIndex = context.sealing.addressIndex(fact.projectId, fact.address);
  await writeSuppression(context, tx, { ...fact, addressIndex, scope: 'all' });
}
