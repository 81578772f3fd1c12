import type { Context } from '../context.ts';

/** A delivery that is this process's until its lease runs out, with all that the call needs. */
export type ClaimedDelivery = {
  id: string;
  fence: number;
  attempts: number;
  endpointId: string;
  projectId: string;
  url: string;
  sealedSecrets: Uint8Array;
  messageId: string;
  type: string;
  data: unknown;
  occurredAt: Date;
};

/** Longer than a call may take, with time to note how it ended; it is not renewed. */
const LEASE_SECONDS = 30;
/** Calls of one process to one endpoint at a time. One that is failing gets no more than one, and after the others. */
const MOST_TO_ONE = 4;

/**
 * Takes due deliveries, oldest first, at most `free`. Endpoints share them out, so that a slow one with much waiting does
 * not stand before the others. `busy`: calls of this process that are under way, by endpoint. The schedule is this
 * process's clock, where seconds do not matter; the lease is the database's.
 */
export async function claimDeliveries(
  { database, now }: Pick<Context, 'database' | 'now'>,
  busy: ReadonlyMap<string, number>,
  free: number,
): Promise<ClaimedDelivery[]> {
  const at = now();
  const claimed = await database.prisma.$queryRaw<ClaimedDelivery[]>`
    WITH share AS (
      SELECT endpoint."id", endpoint."failingSince" IS NOT NULL AS failing,
             CASE WHEN endpoint."failingSince" IS NULL THEN ${MOST_TO_ONE}::int ELSE 1 END - COALESCE(busy.calls, 0) AS room
        FROM "WebhookEndpoint" endpoint
        LEFT JOIN unnest(${[...busy.keys()]}::uuid[], ${[...busy.values()]}::int[]) AS busy(id, calls)
               ON busy.id = endpoint."id"
       WHERE endpoint."disabledAt" IS NULL AND (endpoint."pausedUntil" IS NULL OR endpoint."pausedUntil" <= ${at})
    ), due AS (
      SELECT next."id", share.failing, next."nextAt",
             row_number() OVER (PARTITION BY share."id" ORDER BY next."nextAt", next."id") AS turn
        FROM share CROSS JOIN LATERAL (
          SELECT delivery."id", delivery."nextAt" FROM "WebhookDelivery" delivery
           WHERE delivery."endpointId" = share."id" AND delivery."status" = 'pending' AND delivery."nextAt" <= ${at}
             AND (delivery."leaseUntil" IS NULL OR delivery."leaseUntil" < now())
           ORDER BY delivery."nextAt", delivery."id" LIMIT GREATEST(share.room, 0) FOR UPDATE SKIP LOCKED
        ) next
    ), chosen AS (
      SELECT "id" FROM due ORDER BY failing, turn, "nextAt" LIMIT ${free}
    )
    UPDATE "WebhookDelivery" delivery
       SET "fence" = delivery."fence" + 1, "attempts" = delivery."attempts" + 1,
           "leaseUntil" = now() + make_interval(secs => ${LEASE_SECONDS}::int)
      FROM chosen, "WebhookEndpoint" endpoint, "WebhookMessage" message
     WHERE delivery."id" = chosen."id" AND endpoint."id" = delivery."endpointId"
       AND message."id" = delivery."messageId"
    RETURNING delivery."id", delivery."fence", delivery."attempts", delivery."endpointId", delivery."projectId",
              endpoint."url", endpoint."sealedSecrets", message."id" AS "messageId", message."type", message."data",
              message."occurredAt"`;
  return claimed.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
