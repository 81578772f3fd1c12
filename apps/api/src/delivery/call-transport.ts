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
  const now = context.now();
  // Tries count from the first one, or from when a person put it back: an email may have waited for days until then.
  const since = { gte: email.resentAt ?? email.createdAt };
  const { _count: tries, _min: first } = await context.database.prisma.attempt
    .aggregate({
      where: { emailId: claim.emailId, startedAt: since },
      _count: true,
      _min: { startedAt: true },
    })
    .catch(() => ({ _count: claim.fence, _min: { startedAt: now } }));
  const ageMs = now.getTime() - (first.startedAt ?? now).getTime();
  const retryMs = nextRetryMs(error, Math.max(1, tries), ageMs, Math.random());
  if (retryMs === undefined) return { outcome: 'refused', error };
  return { outcome: 'not_sent', error, retryAt: new Date(now.getTime() + retryMs) };
}
