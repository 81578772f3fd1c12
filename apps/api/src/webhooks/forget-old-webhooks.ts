import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../context.ts';

const KEPT_DAYS = 30;
/** Longer than a delivery can be on its way: one that is still pending then is nobody's, its endpoint was deleted. */
const PENDING_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;
const BATCH = 5_000;

/**
 * Removes messages and deliveries older than 30 days, in small statements. Ids tell the age (UUIDv7), so their key finds
 * them. A delivery that was replayed late stays until it is done.
 */
export async function forgetOldWebhooks({
  database,
  now,
}: Pick<Context, 'database' | 'now'>): Promise<{ deliveries: number; messages: number }> {
  const ago = (days: number) => new Date(now().getTime() - days * DAY_MS);
  const oldest = uuidv7({ msecs: ago(KEPT_DAYS).getTime(), random: new Uint8Array(16), seq: 0 });
  const stranded = ago(PENDING_DAYS);
  const deliveries = await inBatches(
    () => database.prisma.$executeRaw`
      DELETE FROM "WebhookDelivery" WHERE "id" IN (
        SELECT "id" FROM "WebhookDelivery" WHERE "id" < ${oldest}::uuid
           AND ("status" <> 'pending' OR "nextAt" < ${stranded}) ORDER BY "id" LIMIT ${BATCH})`,
  );
  const messages = await inBatches(
    () => database.prisma.$executeRaw`
      DELETE FROM "WebhookMessage" WHERE "id" IN (
        SELECT message."id" FROM "WebhookMessage" message WHERE message."id" < ${oldest}::uuid
           AND NOT EXISTS (SELECT 1 FROM "WebhookDelivery" delivery WHERE delivery."messageId" = message."id")
         ORDER BY message."id" LIMIT ${BATCH})`,
  );
  return { deliveries, messages };
}

async function inBatches(removeSome: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (let count = BATCH; count === BATCH; removed += count) count = await removeSome();
  return removed;
}
