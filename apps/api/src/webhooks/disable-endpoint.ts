import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';

/** Nothing more goes to the endpoint: what was waiting for it is cancelled, and can be replayed. False when it was disabled already. */
export async function disableEndpoint(
  context: Pick<Context, 'sealing' | 'now'>,
  tx: Transaction,
  endpoint: { id: string; projectId: string },
  by: { reason: 'gone' | 'failing' | 'manual'; actor: string },
): Promise<boolean> {
  const at = context.now();
  const { id, projectId } = endpoint;
  const { count } = await tx.webhookEndpoint.updateMany({
    where: { id, projectId, disabledAt: null },
    data: { disabledAt: at, disabledReason: by.reason, updatedAt: at },
  });
  if (count === 0) return false;
  await tx.webhookDelivery.updateMany({
    where: { endpointId: id, status: 'pending' },
    data: { status: 'cancelled', nextAt: null },
  });
  await appendAuditEntry(context, tx, { projectId, actor: by.actor, action: 'webhook.disabled', target: id });
  return true;
}
