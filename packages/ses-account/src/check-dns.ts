import { Resolver } from 'node:dns/promises';
import { parseAddress } from '@carepost/contracts';

/** One thing looked up in DNS. `found` is what stands there now, `fix` what to publish; it is null when all is well. */
export type DnsFinding = {
  check: 'spf' | 'dmarc' | 'dmarc_policy' | 'dmarc_reports' | 'dkim';
  ok: boolean;
  /** The name that was asked. */
  name: string;
  /** False when no server answered: then nothing is known. */
  answered: boolean;
  found: readonly string[];
  fix: string | null;
};

export type CheckDnsOptions = {
  /** Asked instead of the system's servers. */
  resolver?: Pick<Resolver, 'resolveTxt' | 'resolveCname'> | undefined;
  /** The three Easy DKIM tokens of the identity; left out, DKIM is not looked at. */
  dkimTokens?: readonly string[] | undefined;
  /** The identity's `SigningHostedZone`. Default `dkim.amazonses.com`. */
  dkimZone?: string | undefined;
};

/**
 * Looks up what receivers look up for mail from this domain: SPF (RFC 7208), DMARC (RFC 7489), and SES's DKIM records.
 * A server that does not answer is a finding too, never an exception.
 * @throws RangeError when `domain` is not a domain name.
 */
export async function checkDns(domain: string, options: CheckDnsOptions = {}): Promise<DnsFinding[]> {
  const canonical = parseAddress(`postmaster@${domain}`)?.slice('postmaster@'.length);
  if (canonical === undefined) throw new RangeError('the domain must be a full domain name');
  const resolver = options.resolver ?? new Resolver({ timeout: 3_000, tries: 2 });
  const txt = async (name: string) => {
    const answer = await ask(() => resolver.resolveTxt(name));
    return 'failed' in answer ? answer : { records: answer.records.map((parts) => parts.join('')) };
  };
  const zone = options.dkimZone ?? 'dkim.amazonses.com';
  const dkim = (options.dkimTokens ?? []).map((token) => {
    const name = `${token}._domainkey.${canonical}`;
    return checkDkim(name, `${token}.${zone}`, () => resolver.resolveCname(name));
  });
  const found = await Promise.all([checkSpf(canonical, txt), checkDmarc(canonical, txt), ...dkim]);
  return found.flat();
}

type Answer<T> = { records: T[] } | { failed: string };
type AskTxt = (name: string) => Promise<Answer<string>>;

async function checkSpf(domain: string, txt: AskTxt): Promise<DnsFinding> {
  const answer = await txt(domain);
  const base = { check: 'spf', name: domain, answered: true } as const;
  if ('failed' in answer) return noAnswer(base, answer.failed);
  const found = answer.records.filter((record) => /^v=spf1(?: |$)/i.test(record));
  const terms = found[0]?.toLowerCase().split(/ +/) ?? [];
  let fix: string | null = null;
  if (found.length === 0) fix = `Publish one TXT record at ${domain}: v=spf1 include:amazonses.com ~all`;
  // RFC 7208 §4.5: with two of them receivers end in an error and look at neither.
  else if (found.length > 1) fix = `Merge the SPF records of ${domain} into one, with include:amazonses.com.`;
  else if (!terms.some((term) => /^\+?include:amazonses\.com$/.test(term))) {
    fix = `Add include:amazonses.com to the SPF record of ${domain}, before its "all".`;
  } else if (terms.some((term) => /^\+?all$/.test(term))) {
    fix = `End the SPF record of ${domain} with ~all or -all: +all lets everyone send in its name.`;
  }
  return { ...base, ok: fix === null, found, fix };
}

async function checkDmarc(domain: string, txt: AskTxt): Promise<DnsFinding[]> {
  const own = `_dmarc.${domain}`;
  for (const name of parents(domain).map((parent) => `_dmarc.${parent}`)) {
    const answer = await txt(name);
    if ('failed' in answer) return [noAnswer({ check: 'dmarc', name }, answer.failed)];
    const base = { check: 'dmarc', name, answered: true } as const;
    const found = answer.records.filter((record) => /^v=DMARC1\s*(?:;|$)/.test(record));
    // RFC 7489 §6.6.3: several records count as none.
    if (found.length > 1) {
      return [{ ...base, ok: false, found, fix: `Keep one DMARC record at ${name}.` }];
    }
    const record = found[0];
    if (record === undefined) continue;
    const tags = readTags(record);
    // A record of a parent speaks for its subdomains with `sp`, if it has one (RFC 7489 §6.3).
    const policy = (name === own ? undefined : tags.get('sp')) ?? tags.get('p') ?? 'none';
    const enforced = policy === 'quarantine' || policy === 'reject';
    const reports = /(?:^|,)\s*mailto:[^,\s]+@/i.test(tags.get('rua') ?? '');
    return [
      { ...base, ok: true, found, fix: null },
      {
        ...base,
        check: 'dmarc_policy',
        ok: enforced,
        found: [`p=${policy}`],
        fix: enforced ? null : `Set p=quarantine (or p=reject) in ${name} once the reports look right.`,
      },
      {
        ...base,
        check: 'dmarc_reports',
        ok: reports,
        found,
        fix: reports ? null : `Add rua=mailto:… to ${name}, so that receivers report forged mail.`,
      },
    ];
  }
  const fix = `Publish a TXT record at ${own}: v=DMARC1; p=quarantine; rua=mailto:dmarc@${domain}`;
  return [{ check: 'dmarc', name: own, answered: true, ok: false, found: [], fix }];
}

async function checkDkim(name: string, target: string, lookUp: () => Promise<string[]>): Promise<DnsFinding> {
  const answer = await ask(lookUp);
  const base = { check: 'dkim', name, answered: true } as const;
  if ('failed' in answer) return noAnswer(base, answer.failed);
  const ok = answer.records.some(
    (record) => record.toLowerCase().replace(/\.$/, '') === target.toLowerCase(),
  );
  return {
    ...base,
    ok,
    found: answer.records,
    fix: ok ? null : `Publish a CNAME record: ${name} → ${target}`,
  };
}

async function ask<T>(lookUp: () => Promise<T[]>): Promise<Answer<T>> {
  try {
    return { records: await lookUp() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return code === 'ENOTFOUND' || code === 'ENODATA' ? { records: [] } : { failed: code };
  }
}

function noAnswer(base: Pick<DnsFinding, 'check' | 'name'>, code: string): DnsFinding {
  const fix = `The DNS server gave no answer for ${base.name} (${code}): check the network and look again.`;
  return { ...base, answered: false, ok: false, found: [], fix };
}

// The domain and the domains above it, down to two labels.
function parents(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, n) => labels.slice(n).join('.'));
}

function readTags(record: string): Map<string, string> {
  const pairs = record.split(';').map((part) => part.split('='));
  return new Map(
    pairs.map(([name = '', ...value]) => [name.trim().toLowerCase(), value.join('=').trim().toLowerCase()]),
  );
}
