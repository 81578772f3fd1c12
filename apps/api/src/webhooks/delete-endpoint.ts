import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';

/** Removes the endpoint with its secrets. Its deliveries are then nobody's: none is claimed, and they go with their age. */
export async function deleteEndpoint(
  context: Context,
  owner: { projectId: string; actor: string },
  id: string,
): Promise<void> {
  await context.database.transaction(async (tx) => {
    const { count } = await tx.webhookEndpoint.deleteMany({ where: { id, projectId: owner.projectId } });
    if (count === 0) throw new ApiError('not_found', 'There is no webhook endpoint with this id.');
    await appendAuditEntry(context, tx, { ...owner, action: 'webhook.deleted', target: id });
  });
}
