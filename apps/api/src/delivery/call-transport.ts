import { DeliveryError, MessageInvalidError, type OutgoingMessage, type Transport } from '@carepost/mailer';
import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import { halveSendRate } from './adapt-send-rate.ts';
import { type Claim, LeaseLostError } from './lease.ts';
import { leaveInTurn } from './leave-in-turn.ts';
import { pauseSending } from './pause-sending.ts';
import { nextRetryMs } from './retry-policy.ts';
import type { Turn } from './send-rate.ts';
import type { AttemptResult } from './settle-attempt.ts';

/** One call to the transport; every way it can end has a verdict, and this never rejects. */
export async function callTransport(
  context: Context,
  transport: Transport,
  email: Email,
  claim: Claim,
  message: OutgoingMessage,
  turn: Turn,
): Promise<AttemptResult> {
  try {
    const { providerMessageId } = await transport.send(message, {
      beforeWrite: () => leaveInTurn({ ...context, transport }, claim, turn),
    });
    return { outcome: 'sent', transport: transport.name, providerMessageId };
  } catch (error) {
    if (error instanceof LeaseLostError) return notSent(context, email, claim, 'lease_lost');
    if (error instanceof MessageInvalidError) return { outcome: 'refused', error: 'message_rejected' };
    // A failure that no transport foresaw says nothing about what was written.
    if (!(error instanceof DeliveryError)) return { outcome: 'unknown', error: 'transport_failed' };
    const { code, outcome } = error;
    if (outcome !== 'not_sent') return { outcome, error: code };
    await adaptSending({ ...context, transport }, code).catch(() => {
      // The next call will be told the same; the verdict on this one matters more.
    });
    return notSent(context, email, claim, code);
  }
}

async function adaptSending(context: Context, code: DeliveryError['code']): Promise<void> {
  if (code === 'throttled') await halveSendRate(context);
  if (code === 'daily_quota_exceeded') await pauseSending(context, 15 * 60, code);
  if (code === 'account_paused') await pauseSending(context, 5 * 60, code);
}

async function notSent(
  context: Context,
  email: Email,
  claim: Claim,
  error: DeliveryError['code'],
): Promise<AttemptResult> {
  const tries = await context.database.prisma.attempt
    .count({ where: { emailId: claim.emailId } })
    .catch(() => claim.fence);
  const now = context.now();
  const retryMs = nextRetryMs(error, tries, now.getTime() - email.createdAt.getTime(), Math.random());
  if (retryMs === undefined) return { outcome: 'refused', error };
  return { outcome: 'not_sent', error, retryAt: new Date(now.getTime() + retryMs) };
}
