import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';

/** Nothing more is sent to the address. Repeating it changes nothing. */
export async function suppressAddress(
  { sealing, now }: Context,
  tx: Transaction,
  fact: { projectId: string; emailId: string; address: string; reason: 'bounce' | 'complaint' },
): Promise<void> {
  const { projectId, emailId, address, reason } = fact;
  const addressIndex = sealing.addressIndex(projectId, address);
  const scope = 'all';
  const row = `${projectId}/${Buffer.from(addressIndex).toString('hex')}/${scope}`;
  const sealedAddress = sealing.seal({ table: 'Suppression', column: 'sealedAddress', row }, address);
  await tx.suppression.createMany({
    data: [{ projectId, addressIndex, scope, reason, sealedAddress, emailId, createdAt: now() }],
    skipDuplicates: true,
  });
}
