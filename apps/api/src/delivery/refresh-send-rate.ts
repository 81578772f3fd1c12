import type { Context } from '../context.ts';
import { setSendRate } from './send-rate.ts';

/** SMTP servers tell no rate; this is one that none objects to. */
const SMTP_PER_SECOND = 10;

/** Takes over the account's rate. An account that cannot be read leaves the rate as it is. */
export async function refreshSendRate(context: Context): Promise<void> {
  const account = await context.readAccount();
  if (account.transport !== 'ses') await setSendRate(context, SMTP_PER_SECOND);
  else if (account.quota) await setSendRate(context, account.quota.maxPerSecond);
}
