import { type DeliveryErrorCode, deliveryErrorCode, deliveryErrors } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { ownText } from '../loggable.ts';
import { announceSending } from '../webhooks/announce-sending.ts';
import { rateKey, type Way } from './rate-key.ts';

/** States of the account in which nothing can leave. */
export type PauseReason = Extract<DeliveryErrorCode, 'daily_quota_exceeded' | 'account_paused'>;

type Pausing = Way & Pick<Context, 'logger' | 'now'>;

/** Nothing leaves until then; sending resumes by itself. The first to notice raises the alarm. */
export async function pauseSending(context: Pausing, seconds: number, reason: PauseReason): Promise<void> {
  const key = rateKey(context);
  const news = await context.database.transaction(async (tx) => {
    const begun = await tx.$executeRaw`
      UPDATE "SendRate" SET "pausedUntil" = now(), "pauseReason" = ${reason}
       WHERE "key" = ${key} AND ("pausedUntil" IS NULL OR "pausedUntil" < now() OR "pauseReason" IS DISTINCT FROM ${reason})`;
    await tx.$executeRaw`
      UPDATE "SendRate" SET "pausedUntil" = GREATEST("pausedUntil", now() + make_interval(secs => ${seconds}::int))
       WHERE "key" = ${key} AND "pauseReason" = ${reason}`;
    if (begun > 0) await announceSending(tx, 'all', { paused: true, reason, at: context.now() });
    return begun > 0;
  });
  if (!news) return;
  const { sentence, fix } = deliveryErrors[reason];
  context.logger.error({ account: ownText(key), reason }, `Sending is paused. ${sentence} ${fix}`);
}

/** The account may send again, earlier than expected. */
export async function liftPause(context: Pausing, reason: PauseReason): Promise<void> {
  const key = rateKey(context);
  const news = await context.database.transaction(async (tx) => {
    const lifted = await tx.$executeRaw`
      UPDATE "SendRate" SET "pausedUntil" = NULL, "pauseReason" = NULL
       WHERE "key" = ${key} AND "pauseReason" = ${reason} AND "pausedUntil" > now()`;
    if (lifted > 0) await announceSending(tx, 'all', { paused: false, reason, at: context.now() });
    return lifted > 0;
  });
  if (news) context.logger.info({ account: ownText(key) }, 'Sending resumes');
}

/** Why nothing leaves now, if so: a code of `deliveryErrors`. */
export async function readPause({ database, ...way }: Way): Promise<DeliveryErrorCode | undefined> {
  const row = await database.prisma.sendRate.findUnique({ where: { key: rateKey(way) } });
  if (!row?.pausedUntil || row.pausedUntil.getTime() < Date.now()) return undefined;
  return deliveryErrorCode.parse(row.pauseReason);
}
