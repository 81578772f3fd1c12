import { setTimeout as wait } from 'node:timers/promises';
import { attemptTag, type Category, category } from '@carepost/contracts';
import { DeliveryError, MessageInvalidError, type OutgoingMessage } from '@carepost/mailer';
import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import { openEmail } from '../emails/sealed-email.ts';
import { composeMessage } from '../templates/compose-message.ts';
import { claimEmails } from './claim-emails.ts';
import { dropSuppressed } from './drop-suppressed.ts';
import { type Claim, LeaseLostError, requireLease } from './lease.ts';
import { markSending } from './mark-sending.ts';
import { releaseEmail } from './release-email.ts';
import { nextRetryMs } from './retry-policy.ts';
import { halveSendRate, pauseSending, reserveSendRate } from './send-rate.ts';
import { type AttemptResult, settleAttempt } from './settle-attempt.ts';

/** What one worker process is doing. */
export type WorkerState = {
  /** Claims held; their leases are renewed. */
  claims: Set<Claim>;
  /** Aborted when the worker drains: what has not been handed to the provider goes back to the queue. */
  draining: AbortSignal;
};

/** Claims the emails and delivers each: compose, reserve, mark, call, settle. Rejects only when the database fails. */
export async function deliverBatch(
  context: Context,
  state: WorkerState,
  ids: readonly string[],
): Promise<void> {
  if (state.draining.aborted) return;
  const emails = await claimEmails(context, ids);
  const results = await Promise.allSettled(
    emails.map(async (email) => {
      const claim = { emailId: email.id, fence: email.fence };
      state.claims.add(claim);
      try {
        await deliverEmail(context, state, email, claim);
      } finally {
        state.claims.delete(claim);
      }
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function deliverEmail(context: Context, state: WorkerState, email: Email, claim: Claim): Promise<void> {
  const content = await openEmail(context, email).catch(() => undefined);
  if (!content) {
    await settleAttempt(context, claim, { outcome: 'refused', error: 'content_unreadable' });
    return;
  }
  const remaining = await dropSuppressed(context, email);
  if (remaining.length === 0) return;
  const to = remaining.flatMap(({ n }) => content.recipients[n] ?? []);
  const message = await compose(context, email, content.props, to, claim);
  if (!message) {
    await settleAttempt(context, claim, { outcome: 'refused', error: 'template_changed' });
    return;
  }

  const rate = await reserveSendRate(context, to.length);
  if (!rate.granted) {
    await releaseEmail(context, claim, rate.retryAfterMs);
    return;
  }
  try {
    await wait(rate.waitMs, undefined, { signal: state.draining });
  } catch {
    await releaseEmail(context, claim, 0);
    return;
  }
  const marked = await markSending(context, email, claim, {
    recipientCount: to.length,
    contentHash: context.sealing.contentHash(`${message.subject}\n${message.html}\n${message.text}`),
  });
  if (!marked) return;
  await settleAttempt(context, claim, await call(context, email, claim, message));
}

// Props that no longer fit the template, or a template that is gone, give undefined.
async function compose(
  context: Context,
  email: Email,
  props: Record<string, unknown>,
  to: readonly string[],
  claim: Claim,
): Promise<OutgoingMessage | undefined> {
  const composed = await composeMessage(context, { template: email.template, props }, email).catch(
    () => undefined,
  );
  if (!composed) return undefined;
  const { subject, html, text } = composed;
  return {
    from: { address: email.fromAddress, name: email.fromName },
    to,
    subject,
    html,
    text,
    tags: { email_id: email.id, attempt_id: attemptTag(claim.emailId, claim.fence) },
    ...(context.config.useConfigurationSets
      ? { configurationSet: configurationSets[category.parse(email.category)] }
      : {}),
  };
}

/** Names of the guide, section 9.1. */
const configurationSets: Record<Category, string> = {
  transactional: 'transactional',
  notification: 'notifications',
  marketing: 'marketing',
};

/** One call to the transport; every way it can end has a verdict. */
async function call(
  context: Context,
  email: Email,
  claim: Claim,
  message: OutgoingMessage,
): Promise<AttemptResult> {
  try {
    const { providerMessageId } = await context.transport.send(message, {
      beforeWrite: () => requireLease(context.database, claim),
    });
    return { outcome: 'sent', providerMessageId };
  } catch (error) {
    if (error instanceof LeaseLostError)
      return { outcome: 'not_sent', error: 'lease_lost', retryAt: context.now() };
    if (error instanceof MessageInvalidError) return { outcome: 'refused', error: 'message_rejected' };
    if (!(error instanceof DeliveryError)) throw error;
    return judge(context, email, claim, error);
  }
}

async function judge(
  context: Context,
  email: Email,
  claim: Claim,
  error: DeliveryError,
): Promise<AttemptResult> {
  const { code, outcome } = error;
  if (outcome !== 'not_sent') return { outcome, error: code };
  if (code === 'throttled') await halveSendRate(context);
  if (code === 'daily_quota_exceeded') await pauseSending(context, 15 * 60, code);
  if (code === 'account_paused') await pauseSending(context, 5 * 60, code);
  const now = context.now();
  const tries = await context.database.prisma.attempt.count({ where: { emailId: claim.emailId } });
  const retryMs = nextRetryMs(code, tries, now.getTime() - email.createdAt.getTime(), Math.random());
  if (retryMs === undefined) return { outcome: 'refused', error: code };
  return { outcome, error: code, retryAt: new Date(now.getTime() + retryMs) };
}
