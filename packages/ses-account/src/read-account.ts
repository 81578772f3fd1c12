import { GetAccountCommand, type GetAccountResponse, type SESv2Client } from '@aws-sdk/client-sesv2';
import { type AccountStatus, deliveryErrors } from '@carepost/contracts';
import { type AccountOptions, withAccount } from './connect-account.ts';
import { nameAccountProblem } from './name-account-problem.ts';

/**
 * The SES account of one region, by `GetAccount`. It does not throw for what AWS or the network did: then
 * `reachable` is false and `problem` says why, with the fix.
 */
export async function readAccount(options: AccountOptions): Promise<AccountStatus> {
  return withAccount(options, (client) => readAccountWith(client, options));
}

export async function readAccountWith(client: SESv2Client, options: AccountOptions): Promise<AccountStatus> {
  const base = {
    transport: 'ses' as const,
    simulated: options.simulated ?? false,
    region: options.region,
  };
  try {
    const account = await client.send(new GetAccountCommand({}));
    return { ...base, reachable: true, ...readStatus(account) };
  } catch (error) {
    const problem = nameAccountProblem(error);
    if (!problem) throw error;
    return {
      ...base,
      reachable: false,
      sandbox: null,
      sendingEnabled: null,
      enforcement: null,
      quota: null,
      problem: withFix(problem),
    };
  }
}

function readStatus(account: GetAccountResponse) {
  const { SendQuota: quota, EnforcementStatus: enforcement } = account;
  const production = account.ProductionAccessEnabled;
  const paused = account.SendingEnabled === false || enforcement === 'SHUTDOWN';
  return {
    sandbox: production === undefined ? null : !production,
    sendingEnabled: account.SendingEnabled ?? null,
    enforcement: enforcement ?? null,
    quota: quota
      ? {
          max24Hours: quota.Max24HourSend ?? 0,
          sentLast24Hours: quota.SentLast24Hours ?? 0,
          maxPerSecond: quota.MaxSendRate ?? 0,
        }
      : null,
    problem: paused ? withFix('account_paused') : null,
  };
}

function withFix(code: keyof typeof deliveryErrors): string {
  return `${deliveryErrors[code].sentence} ${deliveryErrors[code].fix}`;
}
