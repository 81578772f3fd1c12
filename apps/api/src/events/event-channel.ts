import type { Category } from '@carepost/contracts';
import type { Transaction } from '../database/open-database.ts';
import { rateKey, type Way } from '../delivery/rate-key.ts';

/** An event proves that the channel works now only when its call is this young; later it may be an old one repeated. */
const FRESH_SECONDS = 120;
/** A silence longer than this begins a new stretch: what was lost meanwhile nobody can tell. */
const LONGEST_GAP_SECONDS = 150;

/** Each configuration set has its own event destination, so each category its own channel: `ses:<region>:<category>`. */
export function channelKey(config: Way['config'], category: Category): string {
  return `${rateKey({ config, transport: { name: 'ses' } })}:${category}`;
}

/**
 * Notes that an event of a call made at `calledAt` came in. A stretch of such proofs is what lets silence about another
 * call mean something. The row is written once in five seconds at most: every event would wait for it otherwise.
 */
export async function proveChannel(
  config: Way['config'],
  tx: Transaction,
  category: Category,
  calledAt: Date,
): Promise<void> {
  const key = channelKey(config, category);
  const [due] = await tx.$queryRaw<unknown[]>`
    SELECT 1 WHERE ${calledAt} > now() - make_interval(secs => ${FRESH_SECONDS}::int)
               AND NOT EXISTS (SELECT 1 FROM "EventChannel"
                                WHERE "key" = ${key} AND "provenAt" > now() - interval '5 seconds')`;
  if (!due) return;
  await tx.$executeRaw`
    INSERT INTO "EventChannel" ("key", "aliveSince", "provenAt") VALUES (${key}, now(), now())
    ON CONFLICT ("key") DO UPDATE SET "provenAt" = now(),
      "aliveSince" = CASE WHEN "EventChannel"."provenAt" > now() - make_interval(secs => ${LONGEST_GAP_SECONDS}::int)
                          THEN "EventChannel"."aliveSince" ELSE now() END`;
}
