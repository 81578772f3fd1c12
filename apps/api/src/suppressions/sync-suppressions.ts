import { SuppressionListError, withSuppressionList } from '@carepost/ses-account';
import { sendingAccount } from '../account/sending-account.ts';
import type { Context } from '../context.ts';
import { withSyncLease } from './lease-sync.ts';
import { pullSuppressions } from './pull-suppressions.ts';
import { pushSuppressions } from './push-suppressions.ts';

/** What was lifted here is told at once, before mail to it leaves; what SES noted by itself has time. */
const PULL_EVERY_MS = 60_000;

/**
 * Keeps the projects' lists and the account's own list of SES in step, in both directions. What SES will not do now
 * (throttling, a missing permission, no connection) is logged by its code when it begins and tried again by the next
 * run. Nothing happens where mail does not leave through SES.
 */
export function createSuppressionSync(context: Context): (signal: AbortSignal) => Promise<void> {
  const account = sendingAccount(context.config, context.transport);
  if (!account) return async () => {};
  const key = `ses:${account.region}`;
  const told = new Map<string, string>();
  let triedAt = 0;

  // One that may not read may still write, and the other way round.
  async function attempt(task: 'push' | 'pull', work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      told.delete(task);
    } catch (error) {
      if (!(error instanceof SuppressionListError)) throw error;
      if (told.get(task) === error.code) return;
      told.set(task, error.code);
      context.logger.warn(
        { task, code: error.code },
        'The suppression list of SES is not in step; trying again',
      );
    }
  }

  return async (signal) => {
    await withSyncLease(context, key, (pulledUntil) =>
      withSuppressionList(account, async (list) => {
        await attempt('push', async () => {
          const { failed } = await pushSuppressions(context, list, signal);
          if (failed > 0)
            context.logger.warn({ failed }, 'SES did not take some addresses into its suppression list');
        });
        const pulledAt = Math.max(pulledUntil?.getTime() ?? 0, triedAt);
        const now = context.now().getTime();
        if (signal.aborted || now - pulledAt < PULL_EVERY_MS) return;
        triedAt = now;
        await attempt('pull', () => pullSuppressions(context, list, key, pulledUntil, signal));
      }),
    );
  };
}
