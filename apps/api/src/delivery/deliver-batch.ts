import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../context.ts';
import type { Email, Recipient } from '../database/generated/client.ts';
import { openEmail, type SealedEmail } from '../emails/sealed-email.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { PhiFoundError } from '../templates/lint-message.ts';
import { callTransport } from './call-transport.ts';
import { chooseTransport } from './choose-transport.ts';
import { claimEmails } from './claim-emails.ts';
import { composeOutgoing, TemplateGoneError, TemplateNotFittingError } from './compose-outgoing.ts';
import { dropSuppressed } from './drop-suppressed.ts';
import type { Claim } from './lease.ts';
import { markSending } from './mark-sending.ts';
import { releaseEmail } from './release-email.ts';
import { reserveSendRate, waitForSendRate } from './send-rate.ts';
import { settleAttempt } from './settle-attempt.ts';

/** What one worker process is doing. */
export type WorkerState = {
  /** Claims held; their leases are renewed. */
  claims: Set<Claim>;
  /** Aborted when the worker drains: what has not been handed to the provider goes back to the queue. */
  draining: AbortSignal;
};

/** The worker stops; the jobs it was just given are for somebody else. */
export class DrainingError extends Error {
  override readonly name = 'DrainingError';
}

/** Sending is paused, or others have the rate for a while: the jobs come again. */
class SendRateBusyError extends Error {
  override readonly name = 'SendRateBusyError';
}

/** During a deployment an older worker may meet a template that only the newer one has: it leaves the email to it. */
const TEMPLATE_GRACE_MS = 60 * 60 * 1000;
const TEMPLATE_RETRY_MS = 30_000;

/**
 * Claims the emails and delivers each: compose, reserve, mark, call, settle. Rejects when some of the jobs were not dealt
 * with (the worker drains, the database fails), so that they come again.
 */
export async function deliverBatch(
  context: Context,
  state: WorkerState,
  ids: readonly string[],
): Promise<void> {
  for (let rest = ids; rest.length > 0; ) {
    // Nothing is claimed that the account's rate keeps waiting anyway: claiming and putting back is all cost.
    const most = await waitForSendRate(context, state.draining);
    if (state.draining.aborted) throw new DrainingError();
    if (most === 0) throw new SendRateBusyError();
    await claimAndDeliver(context, state, rest.slice(0, most));
    rest = rest.slice(most);
  }
}

async function claimAndDeliver(context: Context, state: WorkerState, ids: readonly string[]): Promise<void> {
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
  const content = await openOrRefuse(context, email, claim);
  if (!content) return;
  const recipients = await dropSuppressed(context, email);
  if (recipients.length === 0) return;
  const message = await composeOrRefuse(context, email, claim, content, recipients);
  if (!message) return;

  const transport = await chooseTransport(context, email);
  const rate = await reserveSendRate({ ...context, transport }, recipients.length);
  if (!rate.granted) {
    await releaseEmail(context, email, claim, rate.retryAfterMs);
    return;
  }
  try {
    await wait(rate.waitMs, undefined, { signal: state.draining });
  } catch {
    await releaseEmail(context, email, claim, 0);
    return;
  }
  const marked = await markSending(context, email, claim, {
    transport: transport.name,
    recipientCount: recipients.length,
    contentHash: context.sealing.contentHash(message),
  });
  if (!marked) {
    await releaseEmail(context, email, claim, 0);
    return;
  }
  const result = await callTransport(context, transport, email, claim, message);
  await insist(() => settleAttempt(context, claim, result));
}

// Only what is certain ends an email; anything else (a key that cannot be loaded now) is tried again by the next worker.
async function openOrRefuse(context: Context, email: Email, claim: Claim): Promise<SealedEmail | undefined> {
  try {
    return await openEmail(context, email);
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    await settleAttempt(context, claim, { outcome: 'refused', error: 'content_unreadable' });
    return undefined;
  }
}

async function composeOrRefuse(
  context: Context,
  email: Email,
  claim: Claim,
  content: SealedEmail,
  recipients: readonly Recipient[],
) {
  try {
    return await composeOutgoing(context, email, claim, content, recipients);
  } catch (error) {
    const young = context.now().getTime() - email.createdAt.getTime() < TEMPLATE_GRACE_MS;
    if (error instanceof TemplateGoneError && young) {
      await releaseEmail(context, email, claim, TEMPLATE_RETRY_MS);
    } else if (error instanceof TemplateGoneError || error instanceof TemplateNotFittingError) {
      await settleAttempt(context, claim, { outcome: 'refused', error: 'template_changed' });
    } else if (error instanceof PhiFoundError) {
      await settleAttempt(context, claim, { outcome: 'refused', error: 'phi_exposed' });
    } else if (error instanceof SealBrokenError) {
      await settleAttempt(context, claim, { outcome: 'refused', error: 'content_unreadable' });
    } else {
      throw error;
    }
    return undefined;
  }
}

const INSIST_MS = [100, 300, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000];

// What the provider said is known to this process alone: a database that is away for a moment must not turn it into
// `unknown`. The claim is held meanwhile, and the worker waits for it before it stops.
async function insist(write: () => Promise<void>): Promise<void> {
  for (const pause of INSIST_MS) {
    try {
      return await write();
    } catch {
      await wait(pause);
    }
  }
  await write();
}
