import { type DeliveryErrorCode, deliveryErrorCode, deliveryErrors } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { ownText } from '../loggable.ts';
import { announceSending } from '../webhooks/announce-sending.ts';
import { rateKey, type Way } from './rate-key.ts';

/** States of the account in which nothing can leave. Each has a pause of its own; sending goes on when none is left. */
export type PauseReason = Extract<DeliveryErrorCode, 'daily_quota_exceeded' | 'account_paused'>;

type Pausing = Way & Pick<Context, 'logger' | 'now'>;

/** Nothing leaves until then; sending resumes by itself. The first to notice raises the alarm. */
export async function pauseSending(context: Pausing, seconds: number, reason: PauseReason): Promise<void> {
  const key = rateKey(context);
  const news = await context.database.transaction(async (tx) => {
    await lock(tx, key);
    const before = await tx.sendPause.count({ where: { key } });
    await tx.$executeRaw`
      INSERT INTO "SendPause" ("key", "reason", "until") VALUES (${key}, ${reason}, now() + make_interval(secs => ${seconds}::int))
      ON CONFLICT ("key", "reason") DO UPDATE SET "until" = GREATEST("SendPause"."until", EXCLUDED."until")`;
    if (before === 0) await announceSending(tx, 'all', { paused: true, reason, at: context.now() });
    return before === 0;
  });
  if (!news) return;
  const { sentence, fix } = deliveryErrors[reason];
  context.logger.error({ account: ownText(key), reason }, `Sending is paused. ${sentence} ${fix}`);
}

/** The account may send again, earlier than expected. */
export async function liftPause(context: Pausing, reason: PauseReason): Promise<void> {
  await endPauses(context, (tx, key) => tx.sendPause.deleteMany({ where: { key, reason } }));
}

/** Forgets pauses whose time has passed, and says so. */
export async function endLapsedPauses(context: Pausing): Promise<void> {
  const key = rateKey(context);
  if ((await context.database.prisma.sendPause.count({ where: { key } })) === 0) return;
  await endPauses(context, async (tx) => ({
    count: await tx.$executeRaw`DELETE FROM "SendPause" WHERE "key" = ${key} AND "until" <= now()`,
  }));
}

async function endPauses(
  context: Pausing,
  end: (tx: Transaction, key: string) => Promise<{ count: number }>,
): Promise<void> {
  const key = rateKey(context);
  const resumed = await context.database.transaction(async (tx) => {
    await lock(tx, key);
    const { count } = await end(tx, key);
    if (count === 0 || (await tx.sendPause.count({ where: { key } })) > 0) return false;
    await announceSending(tx, 'all', { paused: false, reason: null, at: context.now() });
    return true;
  });
  if (resumed) context.logger.info({ account: ownText(key) }, 'Sending resumes');
}

// Workers notice together; one of them tells.
async function lock(tx: Transaction, key: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`pause:${key}`}, 0))`;
}

/** Why nothing leaves now, if so: a code of `deliveryErrors`. */
export async function readPause({ database, ...way }: Way): Promise<DeliveryErrorCode | undefined> {
  const [row] = await database.prisma.$queryRaw<{ reason: string }[]>`
    SELECT "reason" FROM "SendPause" WHERE "key" = ${rateKey(way)} AND "until" > now() ORDER BY "until" DESC LIMIT 1`;
  return row && deliveryErrorCode.parse(row.reason);
}
