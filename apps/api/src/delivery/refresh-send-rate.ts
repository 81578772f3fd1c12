import type { AccountStatus } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { setSendRate } from './adapt-send-rate.ts';
import { liftPause, pauseSending } from './pause-sending.ts';

/** SMTP servers tell no rate; this is one that none objects to. */
const SMTP_PER_SECOND = 10;

/** A pause read from the account lasts until the account has been read again, twice over. */
export const REFRESH_EVERY_MS = 60_000;
const PAUSE_SECONDS = (2 * REFRESH_EVERY_MS) / 1000;

/** Takes over the account's rate, quota and state. An account that cannot be read leaves everything as it is. */
export async function refreshSendRate(context: Context): Promise<void> {
  const { fallback } = context;
  if (fallback) await setSendRate({ ...context, transport: fallback.transport }, SMTP_PER_SECOND);
  const account = await context.readAccount();
  if (account.transport !== 'ses') return setSendRate(context, SMTP_PER_SECOND);
  if (account.quota) await setSendRate(context, account.quota.maxPerSecond);
  await followState(context, account);
}

async function followState(context: Context, account: AccountStatus): Promise<void> {
  const { sendingEnabled, enforcement, quota } = account;
  if (sendingEnabled === false || enforcement === 'SHUTDOWN') {
    await pauseSending(context, PAUSE_SECONDS, 'account_paused');
  } else if (sendingEnabled) {
    await liftPause(context, 'account_paused');
  }
  if (!quota || quota.max24Hours < 0) return;
  const left = quota.max24Hours - quota.sentLast24Hours;
  if (left < 1) await pauseSending(context, PAUSE_SECONDS, 'daily_quota_exceeded');
  // A little room is soon gone, and the provider's count lags behind: it is not worth the refusals.
  else if (left >= quota.max24Hours / 100) await liftPause(context, 'daily_quota_exceeded');
}
