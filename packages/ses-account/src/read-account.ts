import { GetAccountCommand, type GetAccountResponse, type SESv2Client } from '@aws-sdk/client-sesv2';
import { type AccountStatus, deliveryErrors } from '@carepost/contracts';
import { type AccountOptions, withAccount } from './connect-account.ts';
import { type AccountProblem, nameAccountProblem } from './name-account-problem.ts';

/**
 * The SES account of one region, by `GetAccount`. It does not throw for what AWS or the network did: then
 * `reachable` is false and `problem` says why, with the fix.
 */
export async function readAccount(options: AccountOptions): Promise<AccountStatus> {
  return withAccount(options, async (client) => (await readAccountWith(client, options)).status);
}

/** The same with the problem by its code. */
type AccountReading = {
  status: AccountStatus;
  problem: AccountProblem | 'account_paused' | undefined;
};

export async function readAccountWith(client: SESv2Client, options: AccountOptions): Promise<AccountReading> {
  const base = {
    transport: 'ses' as const,
    simulated: options.simulated ?? false,
    region: options.region,
  };
  try {
    const account = await client.send(new GetAccountCommand({}));
    const paused = account.SendingEnabled === false || account.EnforcementStatus === 'SHUTDOWN';
    const problem = paused ? 'account_paused' : undefined;
    return {
      problem,
      status: { ...base, reachable: true, ...readFacts(account), problem: problem ? withFix(problem) : null },
    };
  } catch (error) {
    const problem = nameAccountProblem(error);
    if (!problem) throw error;
    const unread = { sandbox: null, sendingEnabled: null, enforcement: null, quota: null };
    return { problem, status: { ...base, reachable: false, ...unread, problem: withFix(problem) } };
  }
}

function readFacts(account: GetAccountResponse) {
  const { SendQuota: quota, ProductionAccessEnabled: production } = account;
  return {
    sandbox: production === undefined ? null : !production,
    sendingEnabled: account.SendingEnabled ?? null,
    enforcement: account.EnforcementStatus ?? null,
    quota: quota
      ? {
          max24Hours: quota.Max24HourSend ?? 0,
          sentLast24Hours: quota.SentLast24Hours ?? 0,
          maxPerSecond: quota.MaxSendRate ?? 0,
        }
      : null,
  };
}

function withFix(code: keyof typeof deliveryErrors): string {
  return `${deliveryErrors[code].sentence} ${deliveryErrors[code].fix}`;
}
