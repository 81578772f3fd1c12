import { attemptTag, category, type DeliveryErrorCode, type TransportName } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { applyParkedEvents } from '../events/park-event.ts';
import { idOf } from '../loggable.ts';
import type { Claim } from './lease.ts';
import { rollUpEmail } from './roll-up-email.ts';

/** What a call came to. `retryAt` is set for `not_sent` unless nobody tries any more. */
export type AttemptResult =
  | { outcome: 'sent'; transport: TransportName; providerMessageId: string }
  | { outcome: 'not_sent'; error: DeliveryErrorCode; retryAt: Date | undefined }
  | { outcome: 'refused' | 'unknown'; error: DeliveryErrorCode };

/** Writes down what a call came to: attempt, recipients, email, and the next job, in one transaction. */
export async function settleAttempt(context: Context, claim: Claim, result: AttemptResult): Promise<void> {
  const { database, queue, live } = context;
  await database.transaction(async (tx) => {
    const now = context.now();
    const { emailId, fence } = claim;
    await tx.$queryRaw`SELECT 1 FROM "Email" WHERE "id" = ${emailId}::uuid FOR UPDATE`;
    const email = await tx.email.findUniqueOrThrow({ where: { id: emailId } });
    const sent = result.outcome === 'sent';
    // An event may have proven `sent` before the answer came; that is never taken back. The sweeper's `process_died`
    // is a presumption, so the word of the worker that made the call replaces it.
    const { count } = await tx.attempt.updateMany({
      where: {
        emailId,
        fence,
        OR: [{ outcome: 'calling' }, { outcome: 'unknown', ...(sent ? {} : { error: 'process_died' }) }],
      },
      data: {
        outcome: result.outcome,
        error: sent ? null : result.error,
        providerMessageId: sent ? result.providerMessageId : null,
        settledAt: now,
      },
    });
    if (sent) {
      await tx.providerMessage.createMany({
        data: [
          {
            transport: result.transport,
            providerMessageId: result.providerMessageId,
            emailId,
            fence,
          },
        ],
        skipDuplicates: true,
      });
      await raiseRecipients(tx, emailId, ['queued', 'sending', 'unknown', 'held', 'failed'], 'sent', now);
    }
    const ends = !sent && email.status === 'sending' && email.fence === fence;
    if (ends && (count === 0 || (await wasSent(tx, emailId)))) {
      // An event proved this attempt meanwhile, or an earlier one: its word stands, and the email must not wait for another.
      await raiseRecipients(tx, emailId, ['sending'], 'sent', now);
      await rollUpEmail(tx, emailId, {}, now);
    } else if (sent && email.fence !== fence && ['queued', 'claimed'].includes(email.status)) {
      // It waits for another attempt, or a worker holds it for one: that one is not needed any more.
      await rollUpEmail(tx, emailId, {}, now);
    } else if (email.fence === fence && (count > 0 || sent || email.status === 'claimed')) {
      if (result.outcome === 'not_sent' && result.retryAt) {
        await raiseRecipients(tx, emailId, ['sending', 'unknown'], 'queued', now);
        await rollUpEmail(
          tx,
          emailId,
          { error: result.error, notBefore: result.retryAt, release: true },
          now,
        );
        await queue.wake(tx, [
          { id: emailId, category: category.parse(email.category), notBefore: result.retryAt },
        ]);
      } else if (!sent) {
        const end = result.outcome === 'unknown' ? 'unknown' : 'failed';
        await raiseRecipients(tx, emailId, ['queued', 'sending', 'unknown'], end, now);
        await rollUpEmail(tx, emailId, { error: result.error, notBefore: null }, now);
      } else {
        await rollUpEmail(tx, emailId, {}, now);
      }
    }
    await live.emailChanged(tx, emailId);
  });
  if (result.outcome === 'sent') await applyParkedEvents(context, result.providerMessageId);
  const log = { email: idOf(claim.emailId), attempt: idOf(attemptTag(claim.emailId, claim.fence)) };
  if (result.outcome === 'sent') context.logger.debug(log, 'Sent');
  else context.logger.warn({ ...log, error: result.error }, `Attempt ended: ${result.outcome}`);
}

async function wasSent(tx: Transaction, emailId: string): Promise<boolean> {
  return (await tx.attempt.count({ where: { emailId, outcome: 'sent' } })) > 0;
}

async function raiseRecipients(
  tx: Transaction,
  emailId: string,
  from: readonly string[],
  to: string,
  at: Date,
): Promise<void> {
  await tx.recipient.updateMany({
    where: { emailId, status: { in: [...from] } },
    data: { status: to, updatedAt: at },
  });
}
