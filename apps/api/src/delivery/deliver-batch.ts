import type { Context } from '../context.ts';
import { claimEmails } from './claim-emails.ts';
import { deliverEmail, type WorkerState } from './deliver-email.ts';
import { waitForSendRate } from './send-rate.ts';

/** The worker stops; the jobs it was just given are for somebody else. */
export class DrainingError extends Error {
  override readonly name = 'DrainingError';
}

/** Sending is paused, or others have the rate for a while: the jobs come again. */
class SendRateBusyError extends Error {
  override readonly name = 'SendRateBusyError';
}

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
