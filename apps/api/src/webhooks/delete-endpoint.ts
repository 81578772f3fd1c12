import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { ApiError } from '../errors.ts';

const SLICE = 1_000;

/**
 * Removes the endpoint with its secrets and its log, and the messages that were for nobody else. A long log goes first, in
 * small statements; should that break off, the endpoint is still there to be deleted again.
 * @throws ApiError `not_found`
 */
export async function deleteEndpoint(
  context: Context,
  owner: { projectId: string; actor: string },
  id: string,
): Promise<void> {
  const { prisma } = context.database;
  const where = { id, projectId: owner.projectId };
  if ((await prisma.webhookEndpoint.count({ where })) === 0) throw notFound();
  for (let count = SLICE; count === SLICE; ) count = await forgetSome(prisma, id);
  await context.database.transaction(async (tx) => {
    const { count } = await tx.webhookEndpoint.deleteMany({ where });
    if (count === 0) throw notFound();
    // What came or was under way meanwhile.
    for (let some = SLICE; some === SLICE; ) some = await forgetSome(tx, id);
    await appendAuditEntry(context, tx, { ...owner, action: 'webhook.deleted', target: id });
  });
}

const notFound = () => new ApiError('not_found', 'There is no webhook endpoint with this id.');

// All parts see the table as it was before: whether a message is another endpoint's too does not depend on their order.
async function forgetSome(tx: Pick<Transaction, '$queryRaw'>, endpointId: string): Promise<number> {
  const [gone] = await tx.$queryRaw<{ count: number }[]>`
    WITH gone AS (
      DELETE FROM "WebhookDelivery" WHERE "id" IN (
        SELECT "id" FROM "WebhookDelivery" WHERE "endpointId" = ${endpointId}::uuid
         ORDER BY "id" LIMIT ${SLICE}::int FOR UPDATE)
      RETURNING "messageId"
    ), messages AS (
      DELETE FROM "WebhookMessage" message USING gone
       WHERE message."id" = gone."messageId" AND NOT EXISTS (
         SELECT 1 FROM "WebhookDelivery" other
          WHERE other."messageId" = message."id" AND other."endpointId" <> ${endpointId}::uuid)
    )
    SELECT count(*)::int AS count FROM gone`;
  return gone?.count ?? 0;
}
