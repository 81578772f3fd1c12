import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';

/** A key may run this far ahead of its rate; one request is always possible. */
const BURST_SECONDS = 10;
const USED_AT_PRECISION_SECONDS = 60;

type CountedKey = { id: string; projectId: string; scopes: string[]; perSecond: number };

/**
 * Finds an active key and counts its calls against its rate, in one statement (GCRA: `tat` is when the next request is due).
 * Several calls in one request pass where one would, so that a slow key can make them at all, and all of them are counted.
 * Undefined when there is no such key or its rate is used up. Losing the latest count in a crash is harmless, so the commit
 * does not wait for the disk.
 */
export async function countRequest(
  { database, config, now }: Context,
  hash: Uint8Array<ArrayBuffer>,
  calls: number,
): Promise<CountedKey | undefined> {
  const at = now();
  const [row] = await database.prisma.$queryRaw<CountedKey[]>`
    UPDATE "ApiKey" key
       SET "tat" = GREATEST(key."tat", clock_timestamp()) + make_interval(secs => ${calls}::int / rate.each),
           "lastUsedAt" = CASE WHEN key."lastUsedAt" > ${at}::timestamptz - make_interval(secs => ${USED_AT_PRECISION_SECONDS}::int)
                               THEN key."lastUsedAt" ELSE ${at} END
      FROM (SELECT "id", COALESCE("perSecond", ${config.requestsPerSecond}::float8) AS each,
                   set_config('synchronous_commit', 'off', true)
              FROM "ApiKey" WHERE "hash" = ${hash}) AS rate
     WHERE key."id" = rate."id" AND key."revokedAt" IS NULL
       AND GREATEST(key."tat", clock_timestamp()) + make_interval(secs => 1 / rate.each)
           <= clock_timestamp() + make_interval(secs => GREATEST(${BURST_SECONDS}::float8, 1 / rate.each))
    RETURNING key."id", key."projectId", key."scopes", rate.each AS "perSecond"`;
  return row;
}

/** Why a request was not counted. Asked only then, so that every other request is one statement. */
export async function explainRefusal(
  { database, config }: Context,
  hash: Uint8Array<ArrayBuffer>,
): Promise<ApiError> {
  const [row] = await database.prisma.$queryRaw<{ each: number; wait: number }[]>`
    SELECT COALESCE("perSecond", ${config.requestsPerSecond}::float8) AS each,
           EXTRACT(EPOCH FROM "tat" - clock_timestamp())::float8 AS wait
      FROM "ApiKey" WHERE "hash" = ${hash} AND "revokedAt" IS NULL`;
  if (!row) return new ApiError('unauthenticated', 'This API key does not exist or was revoked.');
  const each = 1 / row.each;
  const seconds = Math.max(1, Math.ceil(row.wait + each - Math.max(BURST_SECONDS, each)));
  return new ApiError(
    'rate_limited',
    `This API key makes more than ${row.each} requests a second: try again in ${seconds} s.`,
    { retryAfterSeconds: seconds },
  );
}
