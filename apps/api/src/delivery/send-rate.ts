import { setTimeout as wait } from 'node:timers/promises';
import { setSendRate } from './adapt-send-rate.ts';
import { rateKey, type Way } from './rate-key.ts';

/** A wait longer than this goes back to the queue instead of holding a lease. A batch at one a second fits into it. */
const LONGEST_WAIT_SECONDS = 30;
/** How far ahead the rate may be taken before a worker claims more. */
const CLAIM_AHEAD_MS = 2_000;
const FALLBACK_PER_SECOND = 1;

/** When a call may leave. */
export type Turn = {
  /** By `performance.now()` of this process. */
  at: number;
  recipients: number;
  /** The row's `tat` after the reservation, to the microsecond. */
  until: string;
};
export type Reservation = { granted: true; turn: Turn } | { granted: false; retryAfterMs: number };

/**
 * Reserves `recipients` tokens of the account's rate (GCRA, one row shared by all workers). A granted call leaves in its
 * turn; a refused one reserves nothing.
 */
export async function reserveSendRate({ database, ...way }: Way, recipients: number): Promise<Reservation> {
  const key = rateKey(way);
  const [granted] = await database.prisma.$queryRaw<Granted[]>`
    UPDATE "SendRate"
       SET "tat" = GREATEST("tat", clock_timestamp()) + make_interval(secs => ${recipients}::float8 / "perSecond")
     WHERE "key" = ${key}
       AND NOT EXISTS (SELECT 1 FROM "SendPause" pause WHERE pause."key" = "SendRate"."key" AND pause."until" > clock_timestamp())
       AND "tat" <= clock_timestamp() + make_interval(secs => ${LONGEST_WAIT_SECONDS}::int)
    RETURNING EXTRACT(EPOCH FROM "tat" - make_interval(secs => ${recipients}::float8 / "perSecond") - clock_timestamp())::float8 AS wait, "tat"::text AS until`;
  if (granted) return { granted: true, turn: turnOf(granted, recipients) };
  const [row] = await database.prisma.$queryRaw<{ pausedMs: number; aheadMs: number }[]>`
    SELECT COALESCE(1000 * EXTRACT(EPOCH FROM (SELECT max("until") FROM "SendPause" WHERE "key" = ${key}) - clock_timestamp()), 0)::float8 AS "pausedMs",
           1000 * EXTRACT(EPOCH FROM "tat" - clock_timestamp())::float8 AS "aheadMs"
      FROM "SendRate" WHERE "key" = ${key}`;
  if (!row) {
    await setSendRate({ database, ...way }, FALLBACK_PER_SECOND);
    return { granted: false, retryAfterMs: 100 };
  }
  const busyMs = row.aheadMs - (LONGEST_WAIT_SECONDS * 1000) / 2;
  return { granted: false, retryAfterMs: Math.max(500, row.pausedMs, busyMs) };
}

type Granted = { wait: number; until: string };

function turnOf({ wait: seconds, until }: Granted, recipients: number): Turn {
  return { at: performance.now() + Math.max(0, seconds * 1000), recipients, until };
}

/**
 * Another turn for a call that missed its own. Undefined when it may leave at once: nobody has a turn after it, or the rate
 * keeps nobody waiting.
 */
export async function renewTurn(
  { database, ...way }: Way,
  { recipients, until }: Turn,
): Promise<Turn | undefined> {
  const [granted] = await database.prisma.$queryRaw<Granted[]>`
    UPDATE "SendRate" SET "tat" = "tat" + make_interval(secs => ${recipients}::float8 / "perSecond")
     WHERE "key" = ${rateKey(way)} AND "tat" > clock_timestamp() AND "tat" <> ${until}::timestamptz
    RETURNING EXTRACT(EPOCH FROM "tat" - make_interval(secs => ${recipients}::float8 / "perSecond") - clock_timestamp())::float8 AS wait,
              "tat"::text AS until`;
  return granted && turnOf(granted, recipients);
}

/** A handler that waits longer than its job may run would be replaced by another, and another. */
const PATIENCE_MS = 60_000;

/**
 * Waits until mail claimed now would leave soon, and says how many recipients that is true of: what is claimed beyond
 * that could no longer be cancelled and would stand in the way of more urgent mail. 0 when it takes too long or the signal
 * aborts.
 */
export async function waitForSendRate(
  { database, ...way }: Way,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<number> {
  for (const started = performance.now(); !signal.aborted; ) {
    const [row] = await database.prisma.$queryRaw<{ ms: number; perSecond: number }[]>`
      SELECT 1000 * EXTRACT(EPOCH FROM GREATEST("tat", (SELECT max("until") FROM "SendPause" pause WHERE pause."key" = "SendRate"."key"))
                                    - clock_timestamp())::float8 AS ms, "perSecond"
        FROM "SendRate" WHERE "key" = ${rateKey(way)}`;
    const aheadMs = (row?.ms ?? 0) - CLAIM_AHEAD_MS;
    if (aheadMs <= 0) {
      return Math.max(1, Math.floor(((row?.perSecond ?? FALLBACK_PER_SECOND) * CLAIM_AHEAD_MS) / 1000));
    }
    if (performance.now() - started >= patienceMs) return 0;
    // A pause may be lifted early, so no wait is long.
    await wait(Math.min(aheadMs, 2_000), undefined, { signal }).catch(() => {});
  }
  return 0;
}
