import { setTimeout as wait } from 'node:timers/promises';
import { type DeliveryErrorCode, deliveryErrorCode } from '@carepost/contracts';
import type { Context } from '../context.ts';

/** Mail leaves a little slower than the account allows: the provider's window is not ours. */
const PACE = 0.97;
/** A wait longer than this goes back to the queue instead of holding a lease. A batch at one a second fits into it. */
const LONGEST_WAIT_SECONDS = 30;
/** How far ahead the rate may be taken before a worker claims more. */
const CLAIM_AHEAD_MS = 2_000;
const FALLBACK_PER_SECOND = 1;

type Way = Pick<Context, 'database' | 'config' | 'transport'>;
export type Reservation = { granted: true; waitMs: number } | { granted: false; retryAfterMs: number };

/**
 * Reserves `recipients` tokens of the account's rate (GCRA, one row shared by all workers). A granted call leaves after
 * `waitMs`; a refused one reserves nothing.
 */
export async function reserveSendRate({ database, ...way }: Way, recipients: number): Promise<Reservation> {
  const key = rateKey(way);
  const [granted] = await database.prisma.$queryRaw<{ wait: number }[]>`
    UPDATE "SendRate"
       SET "tat" = GREATEST("tat", clock_timestamp()) + make_interval(secs => ${recipients}::float8 / "perSecond")
     WHERE "key" = ${key} AND ("pausedUntil" IS NULL OR "pausedUntil" <= clock_timestamp())
       AND "tat" <= clock_timestamp() + make_interval(secs => ${LONGEST_WAIT_SECONDS}::int)
    RETURNING EXTRACT(EPOCH FROM "tat" - make_interval(secs => ${recipients}::float8 / "perSecond") - clock_timestamp())::float8 AS wait`;
  if (granted) return { granted: true, waitMs: Math.max(0, granted.wait * 1000) };
  const row = await database.prisma.sendRate.findUnique({ where: { key } });
  if (!row) {
    await setSendRate({ database, ...way }, FALLBACK_PER_SECOND);
    return { granted: false, retryAfterMs: 100 };
  }
  const pausedMs = row.pausedUntil ? row.pausedUntil.getTime() - Date.now() : 0;
  const busyMs = row.tat.getTime() - Date.now() - (LONGEST_WAIT_SECONDS * 1000) / 2;
  return { granted: false, retryAfterMs: Math.max(500, pausedMs, busyMs) };
}

/** A handler that waits longer than its job may run would be replaced by another, and another. */
const PATIENCE_MS = 60_000;

/** Waits until mail claimed now would leave soon: true; false when that takes too long or the signal aborts. */
export async function waitForSendRate(
  { database, ...way }: Way,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<boolean> {
  for (const started = performance.now(); !signal.aborted; ) {
    const [row] = await database.prisma.$queryRaw<{ ms: number }[]>`
      SELECT 1000 * EXTRACT(EPOCH FROM GREATEST("tat", "pausedUntil") - clock_timestamp())::float8 AS ms
        FROM "SendRate" WHERE "key" = ${rateKey(way)}`;
    const aheadMs = (row?.ms ?? 0) - CLAIM_AHEAD_MS;
    if (aheadMs <= 0) return true;
    if (performance.now() - started >= patienceMs) return false;
    // A pause may be lifted early, so no wait is long.
    await wait(Math.min(aheadMs, 2_000), undefined, { signal }).catch(() => {});
  }
  return false;
}

/** Takes over what the account allows, in recipients a second; `−1` and more than 10,000 count as 10,000. */
export async function setSendRate({ database, ...way }: Way, perSecond: number): Promise<void> {
  const paced = (perSecond < 0 ? 10_000 : Math.min(10_000, Math.max(0.1, perSecond))) * PACE;
  await database.prisma.$executeRaw`
    INSERT INTO "SendRate" ("key", "perSecond", "target", "tat", "updatedAt") VALUES (${rateKey(way)}, ${paced}, ${paced}, now(), now())
    ON CONFLICT ("key") DO UPDATE SET "perSecond" = EXCLUDED."perSecond", "target" = EXCLUDED."target", "updatedAt" = now()`;
}

/**
 * The provider says it is too fast: half the rate, at least one recipient a second, until the account is read again. Calls
 * that were in flight together say it together, so it counts once a second.
 */
export async function halveSendRate({ database, ...way }: Way): Promise<void> {
  await database.prisma.$executeRaw`
    UPDATE "SendRate" SET "perSecond" = GREATEST(1, "perSecond" / 2), "updatedAt" = now()
     WHERE "key" = ${rateKey(way)} AND "updatedAt" < now() - interval '1 second'`;
}

/** Nothing leaves until then; sending resumes by itself. */
export async function pauseSending(
  { database, ...way }: Way,
  seconds: number,
  reason: DeliveryErrorCode,
): Promise<void> {
  await database.prisma.$executeRaw`
    UPDATE "SendRate" SET "pausedUntil" = now() + make_interval(secs => ${seconds}::int), "pauseReason" = ${reason}
     WHERE "key" = ${rateKey(way)}`;
}

// What the mail really leaves through, which EMAIL_PROVIDER=smtp leaves open until the start.
function rateKey({ config: { provider }, transport }: Omit<Way, 'database'>): string {
  if (transport.name !== 'ses') return transport.name;
  const region = provider.kind === 'smtp' ? provider.ses?.region : provider.region;
  return `ses:${region ?? ''}`;
}

/** Why nothing leaves now, if so: a code of `deliveryErrors`. */
export async function readPause({ database, ...way }: Way): Promise<DeliveryErrorCode | undefined> {
  const row = await database.prisma.sendRate.findUnique({ where: { key: rateKey(way) } });
  if (!row?.pausedUntil || row.pausedUntil.getTime() < Date.now()) return undefined;
  return deliveryErrorCode.parse(row.pauseReason);
}
