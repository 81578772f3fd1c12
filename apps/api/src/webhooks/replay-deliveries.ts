import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { wakeWebhooks } from './announce.ts';
import { lockEndpoint, requireEnabled } from './find-endpoint.ts';

type Owner = { projectId: string; actor: string };

/** What one call replays at most; the next one goes on. */
const MOST_AT_ONCE = 1_000;

/** Delivers one again, under the same `webhook-id`, with a whole new round of attempts. @throws ApiError `too_late` while it is pending */
export async function replayDelivery(
  context: Context,
  owner: Owner,
  ids: { id: string; deliveryId: string },
): Promise<{ id: string }> {
  await context.database.transaction(async (tx) => {
    requireEnabled(await lockEndpoint(tx, owner.projectId, ids.id));
    const where = { id: ids.deliveryId, endpointId: ids.id };
    if (!(await tx.webhookDelivery.findFirst({ where })))
      throw new ApiError('not_found', 'There is no delivery with this id.', { field: 'deliveryId' });
    const { count } = await tx.webhookDelivery.updateMany({
      where: { ...where, status: { not: 'pending' } },
      data: { status: 'pending', attempts: 0, nextAt: context.now(), deliveredAt: null },
    });
    if (count === 0) throw new ApiError('too_late', 'This delivery is on its way already.');
    await appendAuditEntry(context, tx, { ...owner, action: 'webhook.replayed', target: ids.deliveryId });
    await wakeWebhooks(tx);
  });
  return { id: ids.deliveryId };
}

/** The same for all that failed or were cancelled since a time, oldest first, up to a thousand. */
export async function replayFailed(
  context: Context,
  owner: Owner,
  wish: { id: string; since: Date },
): Promise<{ replayed: number; more: boolean }> {
  const replayed = await context.database.transaction(async (tx) => {
    requireEnabled(await lockEndpoint(tx, owner.projectId, wish.id));
    const count = await tx.$executeRaw`
      UPDATE "WebhookDelivery" SET "status" = 'pending', "attempts" = 0, "nextAt" = ${context.now()}
       WHERE "id" IN (SELECT "id" FROM "WebhookDelivery"
                       WHERE "endpointId" = ${wish.id}::uuid AND "status" IN ('failed', 'cancelled')
                         AND "createdAt" >= ${wish.since} ORDER BY "id" LIMIT ${MOST_AT_ONCE})`;
    await appendAuditEntry(context, tx, { ...owner, action: 'webhook.replayed', target: wish.id });
    await wakeWebhooks(tx);
    return count;
  });
  return { replayed, more: replayed === MOST_AT_ONCE };
}
