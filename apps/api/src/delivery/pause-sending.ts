import { type DeliveryErrorCode, deliveryErrorCode, deliveryErrors } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { rateKey, type Way } from './rate-key.ts';

/** States of the account in which nothing can leave. */
export type PauseReason = Extract<DeliveryErrorCode, 'daily_quota_exceeded' | 'account_paused'>;

/** Nothing leaves until then; sending resumes by itself. The first to notice raises the alarm. */
export async function pauseSending(
  context: Way & Pick<Context, 'logger'>,
  seconds: number,
  reason: PauseReason,
): Promise<void> {
  const news = await context.database.prisma.$executeRaw`
    UPDATE "SendRate" SET "pausedUntil" = now(), "pauseReason" = ${reason}
     WHERE "key" = ${rateKey(context)} AND ("pausedUntil" IS NULL OR "pausedUntil" < now() OR "pauseReason" IS DISTINCT FROM ${reason})`;
  await context.database.prisma.$executeRaw`
    UPDATE "SendRate" SET "pausedUntil" = GREATEST("pausedUntil", now() + make_interval(secs => ${seconds}::int))
     WHERE "key" = ${rateKey(context)} AND "pauseReason" = ${reason}`;
  if (news === 0) return;
  const { sentence, fix } = deliveryErrors[reason];
  context.logger.error({ account: rateKey(context), reason }, `Sending is paused. ${sentence} ${fix}`);
}

/** The account may send again, earlier than expected. */
export async function liftPause(context: Way & Pick<Context, 'logger'>, reason: PauseReason): Promise<void> {
  const lifted = await context.database.prisma.$executeRaw`
    UPDATE "SendRate" SET "pausedUntil" = NULL, "pauseReason" = NULL
     WHERE "key" = ${rateKey(context)} AND "pauseReason" = ${reason} AND "pausedUntil" > now()`;
  if (lifted > 0) context.logger.info({ account: rateKey(context) }, 'Sending resumes');
}

/** Why nothing leaves now, if so: a code of `deliveryErrors`. */
export async function readPause({ database, ...way }: Way): Promise<DeliveryErrorCode | undefined> {
  const row = await database.prisma.sendRate.findUnique({ where: { key: rateKey(way) } });
  if (!row?.pausedUntil || row.pausedUntil.getTime() < Date.now()) return undefined;
  return deliveryErrorCode.parse(row.pauseReason);
}
