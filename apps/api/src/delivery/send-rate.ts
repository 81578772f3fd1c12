import type { Context } from '../context.ts';

/** Mail leaves a little slower than the account allows: the provider's window is not ours. */
const PACE = 0.97;
/** A wait longer than this goes back to the queue instead of holding a lease. */
const LONGEST_WAIT_SECONDS = 4;
const FALLBACK_PER_SECOND = 1;

export type Reservation = { granted: true; waitMs: number } | { granted: false; retryAfterMs: number };

/**
 * Reserves `recipients` tokens of the account's rate (GCRA, one row shared by all workers). A granted call leaves after
 * `waitMs`; a refused one reserves nothing.
 */
export async function reserveSendRate(
  { database, config }: Context,
  recipients: number,
): Promise<Reservation> {
  const key = rateKey(config);
  const [granted] = await database.prisma.$queryRaw<{ wait: number }[]>`
    UPDATE "SendRate"
       SET "tat" = GREATEST("tat", clock_timestamp()) + make_interval(secs => ${recipients}::float8 / "perSecond")
     WHERE "key" = ${key} AND ("pausedUntil" IS NULL OR "pausedUntil" <= clock_timestamp())
       AND "tat" <= clock_timestamp() + make_interval(secs => ${LONGEST_WAIT_SECONDS}::int)
    RETURNING EXTRACT(EPOCH FROM "tat" - make_interval(secs => ${recipients}::float8 / "perSecond") - clock_timestamp())::float8 AS wait`;
  if (granted) return { granted: true, waitMs: Math.max(0, granted.wait * 1000) };
  const row = await database.prisma.sendRate.findUnique({ where: { key } });
  if (!row) {
    await setSendRate({ database, config }, FALLBACK_PER_SECOND);
    return { granted: false, retryAfterMs: 100 };
  }
  const pausedMs = row.pausedUntil ? row.pausedUntil.getTime() - Date.now() : 0;
  const busyMs = row.tat.getTime() - Date.now() - (LONGEST_WAIT_SECONDS * 1000) / 2;
  return { granted: false, retryAfterMs: Math.max(500, pausedMs, busyMs) };
}

/** Takes over what the account allows, in recipients a second; `−1` and more than 10,000 count as 10,000. */
export async function setSendRate(
  { database, config }: Pick<Context, 'database' | 'config'>,
  perSecond: number,
): Promise<void> {
  const paced = (perSecond < 0 ? 10_000 : Math.min(10_000, Math.max(0.1, perSecond))) * PACE;
  await database.prisma.$executeRaw`
    INSERT INTO "SendRate" ("key", "perSecond", "tat", "updatedAt") VALUES (${rateKey(config)}, ${paced}, now(), now())
    ON CONFLICT ("key") DO UPDATE SET "perSecond" = EXCLUDED."perSecond", "updatedAt" = now()`;
}

/** The provider says it is too fast: half the rate, at least one recipient a second, until the account is read again. */
export async function halveSendRate({ database, config }: Context): Promise<void> {
  await database.prisma.$executeRaw`
    UPDATE "SendRate" SET "perSecond" = GREATEST(1, "perSecond" / 2), "updatedAt" = now() WHERE "key" = ${rateKey(config)}`;
}

/** Nothing leaves until then; sending resumes by itself. */
export async function pauseSending(
  { database, config }: Context,
  seconds: number,
  reason: string,
): Promise<void> {
  await database.prisma.$executeRaw`
    UPDATE "SendRate" SET "pausedUntil" = now() + make_interval(secs => ${seconds}::int), "pauseReason" = ${reason}
     WHERE "key" = ${rateKey(config)}`;
}

function rateKey({ provider }: Context['config']): string {
  if (provider.kind === 'smtp') return provider.ses ? `ses:${provider.ses.region}` : 'smtp';
  return `ses:${provider.region}`;
}
