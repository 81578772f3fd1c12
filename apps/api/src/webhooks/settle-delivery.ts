import type { WebhookErrorCode } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { idOf } from '../loggable.ts';
import type { ClaimedDelivery } from './claim-deliveries.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import { nextAttemptMs } from './retry-schedule.ts';

/** What a call came to. */
export type DeliveryResult =
  | { delivered: true; status: number }
  | { delivered: false; error: WebhookErrorCode; status: number | null; pauseMs: number | undefined };

type Settled = 'delivered' | 'retried' | 'failed' | 'disabled' | 'lost';

const GONE = 410;
const FAILING_TOO_LONG_MS = 5 * 24 * 60 * 60 * 1000;
/** After half an hour of trying: an endpoint that was quiet since its last failure, weeks ago, is not given up at the first new one. */
const ATTEMPTS_BEFORE_DISABLING = 4;

/** Writes down what a call came to, only under its own fence: whoever claimed the delivery since knows better. */
export async function settleDelivery(
  context: Context,
  claim: ClaimedDelivery,
  result: DeliveryResult,
): Promise<Settled> {
  const settled = await context.database.transaction((tx) =>
    result.delivered
      ? settleSuccess(context, tx, claim, result.status)
      : settleFailure(context, tx, claim, result),
  );
  const log = { endpoint: idOf(claim.endpointId), delivery: idOf(claim.id) };
  if (result.delivered) context.logger.debug(log, 'A webhook was delivered');
  else if (settled === 'disabled') context.logger.warn(log, 'A webhook endpoint was disabled');
  else
    context.logger.warn(
      { ...log, error: result.error, status: result.status },
      `A webhook was not delivered: ${settled}`,
    );
  return settled;
}

async function settleSuccess(
  { now }: Context,
  tx: Transaction,
  claim: ClaimedDelivery,
  status: number,
): Promise<Settled> {
  await tx.webhookEndpoint.updateMany({
    where: { id: claim.endpointId, failingSince: { not: null } },
    data: { failingSince: null, pausedUntil: null },
  });
  // Cancelled meanwhile and taken nevertheless: the log tells what happened.
  const { count } = await tx.webhookDelivery.updateMany({
    where: { id: claim.id, fence: claim.fence, status: { in: ['pending', 'cancelled'] } },
    data: {
      status: 'delivered',
      deliveredAt: now(),
      lastStatus: status,
      lastError: null,
      nextAt: null,
      leaseUntil: null,
    },
  });
  return count > 0 ? 'delivered' : 'lost';
}

async function settleFailure(
  context: Context,
  tx: Transaction,
  claim: ClaimedDelivery,
  result: Extract<DeliveryResult, { delivered: false }>,
): Promise<Settled> {
  // The endpoint before its deliveries, as everywhere: transactions that lock in one order do not wait for each other.
  await tx.$queryRaw`SELECT 1 FROM "WebhookEndpoint" WHERE "id" = ${claim.endpointId}::uuid FOR UPDATE`;
  const at = context.now();
  const after = (ms: number) => new Date(at.getTime() + ms);
  const waitMs = nextAttemptMs(claim.attempts, Math.random());
  const again = waitMs === undefined ? undefined : after(Math.max(waitMs, result.pauseMs ?? 0));
  const { count } = await tx.webhookDelivery.updateMany({
    where: { id: claim.id, fence: claim.fence, status: 'pending' },
    data: {
      status: again ? 'pending' : 'failed',
      lastStatus: result.status,
      lastError: result.error,
      nextAt: again ?? null,
      leaseUntil: null,
    },
  });
  if (count === 0) return 'lost';
  await tx.webhookEndpoint.updateMany({
    where: { id: claim.endpointId, failingSince: null },
    data: { failingSince: at },
  });
  if (result.pauseMs !== undefined) {
    await tx.webhookEndpoint.updateMany({
      where: { id: claim.endpointId },
      data: { pausedUntil: after(result.pauseMs) },
    });
  }
  const reason = await reasonToDisable(tx, claim, result, at);
  const endpoint = { id: claim.endpointId, projectId: claim.projectId };
  if (reason && (await disableEndpoint(context, tx, endpoint, { reason, actor: 'carepost' })))
    return 'disabled';
  return again ? 'retried' : 'failed';
}

async function reasonToDisable(
  tx: Transaction,
  claim: ClaimedDelivery,
  { status }: { status: number | null },
  at: Date,
): Promise<'gone' | 'failing' | undefined> {
  if (status === GONE) return 'gone';
  if (claim.attempts < ATTEMPTS_BEFORE_DISABLING) return undefined;
  const longFailing = await tx.webhookEndpoint.count({
    where: { id: claim.endpointId, failingSince: { lte: new Date(at.getTime() - FAILING_TOO_LONG_MS) } },
  });
  return longFailing > 0 ? 'failing' : undefined;
}

/** Gives a claim back as if it had not been made: the process stops, and another may take it at once. */
export async function releaseDelivery({ database }: Context, { id, fence }: ClaimedDelivery): Promise<void> {
  await database.prisma.webhookDelivery.updateMany({
    where: { id, fence, status: 'pending' },
    data: { leaseUntil: null, attempts: { decrement: 1 } },
  });
}
