import { rateKey, type Way } from './rate-key.ts';

/** Mail leaves a little slower than the account allows: the provider's window is not ours, and calls come a little late. */
const PACE = 0.96;
const MOST_PER_SECOND = 10_000;

/**
 * Takes over what the account allows, in recipients a second; `−1` and more than 10,000 count as 10,000. A rate that
 * throttling has lowered stays where it is and goes on recovering towards the new target.
 */
export async function setSendRate({ database, ...way }: Way, perSecond: number): Promise<void> {
  const paced =
    (perSecond < 0 ? MOST_PER_SECOND : Math.min(MOST_PER_SECOND, Math.max(0.1, perSecond))) * PACE;
  await database.prisma.$executeRaw`
    INSERT INTO "SendRate" ("key", "perSecond", "target", "tat", "updatedAt")
    VALUES (${rateKey(way)}, ${paced}, ${paced}, now(), now())
    ON CONFLICT ("key") DO UPDATE SET
      "perSecond" = CASE WHEN "SendRate"."perSecond" >= "SendRate"."target" THEN EXCLUDED."target"
                         ELSE LEAST("SendRate"."perSecond", EXCLUDED."target") END,
      "target" = EXCLUDED."target"`;
}

/**
 * The provider says it is too fast: half the rate, at least one recipient a second. Calls that were in flight together say
 * it together, so it counts once a second.
 */
export async function halveSendRate({ database, ...way }: Way): Promise<void> {
  await database.prisma.$executeRaw`
    UPDATE "SendRate" SET "perSecond" = GREATEST(LEAST(1, "target"), "perSecond" / 2), "throttledAt" = now(), "updatedAt" = now()
     WHERE "key" = ${rateKey(way)} AND ("throttledAt" IS NULL OR "throttledAt" < now() - interval '1 second')`;
}

/** How often a lowered rate rises again, and by which part of its target. */
export const RECOVER_EVERY_MS = 1_000;
const RECOVER_BY = 0.05;

/** One step of a lowered rate back towards its target; however many workers ask, one step a second. */
export async function recoverSendRate({ database, ...way }: Way): Promise<void> {
  await database.prisma.$executeRaw`
    UPDATE "SendRate" SET "perSecond" = LEAST("target", "perSecond" + "target" * ${RECOVER_BY}::float8), "updatedAt" = now()
     WHERE "key" = ${rateKey(way)} AND "perSecond" < "target"
       AND "updatedAt" <= now() - make_interval(secs => ${RECOVER_EVERY_MS / 1000}::float8 * 0.9)`;
}
