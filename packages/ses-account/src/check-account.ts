import {
  GetEmailIdentityCommand,
  type GetEmailIdentityResponse,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { type AccountStatus, deliveryErrors, parseAddress } from '@carepost/contracts';
import { type CheckDnsOptions, checkDns, type DnsFinding } from './check-dns.ts';
import { type AccountOptions, withAccount } from './connect-account.ts';
import { nameAccountProblem } from './name-account-problem.ts';
import { readAccountWith } from './read-account.ts';

/** One line of the guide's checklist. `fail` keeps mail from being sent, `warn` does not. */
export type AccountFinding = {
  check:
    | 'region'
    | 'credentials'
    | 'sandbox'
    | 'sending'
    | 'reputation'
    | 'quota'
    | 'sender'
    | DnsFinding['check'];
  level: 'ok' | 'warn' | 'fail';
  sentence: string;
  fix: string | null;
};

export type CheckAccountOptions = AccountOptions & {
  /** The address mail is sent from. */
  from: string;
  /** Look at the sender's domain in DNS too. */
  dns?: Pick<CheckDnsOptions, 'resolver'> | undefined;
};

// The guide's list. AWS's own list of HIPAA-eligible services names no regions, so another one is only a warning.
const GUIDE_REGIONS = ['us-east-1', 'us-west-2', 'us-gov-west-1'];
const QUOTA_WARNING = 0.8;

/**
 * The guide's checklist, as far as it can be seen from the account (and DNS).
 * @throws RangeError when `from` is not one plain address.
 */
export async function checkAccount(options: CheckAccountOptions): Promise<AccountFinding[]> {
  const from = parseAddress(options.from);
  if (from === undefined) throw new RangeError('from must be one plain address such as name@example.com');
  const domain = from.slice(from.lastIndexOf('@') + 1);

  return withAccount(options, async (client) => {
    const { status, problem } = await readAccountWith(client, options);
    if (!status.reachable) {
      const dns = options.dns ? await checkDns(domain, options.dns) : [];
      return [
        checkRegion(options.region),
        failed('credentials', problem ?? 'provider_error'),
        ...dns.map(fromDns),
      ];
    }
    const sender = await findSender(client, [from, domain]);
    const dkim = sender.domain?.DkimAttributes;
    // With keys of one's own (BYODKIM) the tokens are selectors of TXT records, not Easy DKIM's CNAMEs.
    const easyDkim = dkim?.SigningAttributesOrigin !== 'EXTERNAL' && dkim?.Tokens;
    const dns = options.dns
      ? await checkDns(domain, {
          ...options.dns,
          ...(easyDkim && { dkimTokens: easyDkim }),
          ...(dkim?.SigningHostedZone && { dkimZone: dkim.SigningHostedZone }),
        })
      : [];
    return [
      checkRegion(options.region),
      good('credentials', 'AWS accepts the credentials.'),
      checkSandbox(status),
      problem ? failed('sending', problem) : good('sending', 'Sending is enabled.'),
      checkReputation(status),
      checkQuota(status),
      sender.finding,
      ...dns.map(fromDns),
    ];
  });
}

function checkRegion(region: string): AccountFinding {
  if (GUIDE_REGIONS.includes(region)) return good('region', `The region is ${region}.`);
  return {
    check: 'region',
    level: 'warn',
    sentence: `The region ${region} is not on the guide's list (${GUIDE_REGIONS.join(', ')}).`,
    fix: "Check AWS's current list of HIPAA-eligible services and your AWS BAA before PHI is sent from it.",
  };
}

function checkSandbox({ sandbox }: AccountStatus): AccountFinding {
  if (sandbox === false) return good('sandbox', 'The account has production access.');
  return {
    check: 'sandbox',
    level: 'warn',
    sentence: sandbox
      ? 'Account is in sandbox mode.'
      : 'AWS does not say whether the account is in the sandbox.',
    fix: 'Request production access in the SES dashboard and wait for approval; until then verify every recipient address.',
  };
}

function checkReputation({ enforcement }: AccountStatus): AccountFinding {
  if (enforcement === null || enforcement === 'HEALTHY') return good('reputation', 'The account is healthy.');
  return {
    check: 'reputation',
    level: enforcement === 'SHUTDOWN' ? 'fail' : 'warn',
    sentence: `AWS has the account under ${enforcement.toLowerCase()}.`,
    fix: deliveryErrors.account_paused.fix,
  };
}

function checkQuota({ quota }: AccountStatus): AccountFinding {
  if (!quota) return { ...good('quota', 'AWS does not say what the sending quota is.'), level: 'warn' };
  if (quota.max24Hours < 0) return good('quota', 'The sending quota is unlimited.');
  const sentence = `${quota.sentLast24Hours} of ${quota.max24Hours} recipients used in 24 hours, ${quota.maxPerSecond} a second.`;
  const used = quota.sentLast24Hours / Math.max(quota.max24Hours, 1);
  if (used < QUOTA_WARNING) return good('quota', sentence);
  return {
    check: 'quota',
    level: used >= 1 ? 'fail' : 'warn',
    sentence,
    fix: deliveryErrors.daily_quota_exceeded.fix,
  };
}

type Sender = { finding: AccountFinding; domain?: GetEmailIdentityResponse };

// SES sends for an address when it or its domain is a verified identity of the region.
async function findSender(client: SESv2Client, [address, domain]: [string, string]): Promise<Sender> {
  let found: GetEmailIdentityResponse | undefined;
  let verified: string | undefined;
  for (const identity of [domain, address]) {
    try {
      const answer = await client.send(new GetEmailIdentityCommand({ EmailIdentity: identity }));
      if (identity === domain) found = answer;
      if (answer.VerifiedForSendingStatus) verified ??= identity;
    } catch (error) {
      if (error instanceof Error && error.name === 'NotFoundException') continue;
      const problem = nameAccountProblem(error);
      if (!problem) throw error;
      const { sentence, fix } = deliveryErrors[problem];
      return {
        finding: { check: 'sender', level: 'warn', sentence: `The sender was not checked. ${sentence}`, fix },
      };
    }
  }
  const finding: AccountFinding = verified
    ? good('sender', `The sender ${verified === domain ? `domain ${domain}` : address} is verified.`)
    : {
        check: 'sender',
        level: 'fail',
        sentence: `Email address is not verified: neither ${address} nor ${domain} is a verified identity here.`,
        fix: 'Verify the address (check the spam folder for the mail), or for production the whole domain, in this region.',
      };
  return found ? { finding, domain: found } : { finding };
}

function fromDns({ check, ok, name, answered, found, fix }: DnsFinding): AccountFinding {
  if (ok) return good(check, `${name} is in order.`);
  let sentence = `${name} has no such record.`;
  if (!answered) sentence = `${name} could not be looked up.`;
  else if (found.length > 0) sentence = `${name} has ${found.join(' and ')}.`;
  return { check, level: check === 'dkim' && answered ? 'fail' : 'warn', sentence, fix };
}

function good(check: AccountFinding['check'], sentence: string): AccountFinding {
  return { check, level: 'ok', sentence, fix: null };
}

function failed(check: AccountFinding['check'], code: keyof typeof deliveryErrors): AccountFinding {
  return { check, level: 'fail', sentence: deliveryErrors[code].sentence, fix: deliveryErrors[code].fix };
}
