import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { openDnsServer, type Zone } from '../test/dns-server.ts';
import { type CheckDnsOptions, checkDns, type DnsFinding } from './check-dns.ts';

const spf = 'v=spf1 include:amazonses.com ~all';
const dmarc = 'v=DMARC1; p=quarantine; rua=mailto:dmarc@clinic.example';
const good: Zone = { 'TXT clinic.example': [spf], 'TXT _dmarc.clinic.example': [dmarc] };

async function look(
  zone: Zone,
  check: DnsFinding['check'],
  options: CheckDnsOptions = {},
  domain = 'clinic.example',
) {
  await using server = await openDnsServer(zone);
  const findings = await checkDns(domain, { ...options, resolver: server.resolver });
  return findings.filter((finding) => finding.check === check);
}

it('finds nothing wrong with what the guide tells to publish', async () => {
  await using server = await openDnsServer(good);
  const findings = await checkDns('clinic.example', { resolver: server.resolver });
  expect(findings.map(({ check, ok, fix }) => [check, ok, fix])).toEqual([
    ['spf', true, null],
    ['dmarc', true, null],
    ['dmarc_policy', true, null],
    ['dmarc_reports', true, null],
  ]);
});

it('tells what to publish where there is nothing', async () => {
  await using server = await openDnsServer({});
  const findings = await checkDns('clinic.example', { resolver: server.resolver });
  expect(findings).toEqual([
    {
      check: 'spf',
      ok: false,
      name: 'clinic.example',
      answered: true,
      found: [],
      fix: 'Publish one TXT record at clinic.example: v=spf1 include:amazonses.com ~all',
    },
    {
      check: 'dmarc',
      ok: false,
      name: '_dmarc.clinic.example',
      answered: true,
      found: [],
      fix: 'Publish a TXT record at _dmarc.clinic.example: v=DMARC1; p=quarantine; rua=mailto:dmarc@clinic.example',
    },
  ]);
});

describe('SPF', () => {
  it.each([
    [
      'other TXT records beside it',
      ['google-site-verification=x', spf, 'v=spf10 include:amazonses.com'],
      true,
    ],
    ['more senders and capitals', ['V=SPF1 ip4:192.0.2.1 Include:AmazonSES.com -all'], true],
    ['a long record in pieces', [`v=spf1 ${'ip4:192.0.2.1 '.repeat(9)}include:amazonses.com ~all`], true],
    ['two SPF records', [spf, 'v=spf1 include:other.example ~all'], false],
    ['no amazonses.com', ['v=spf1 include:other.example ~all'], false],
    ['a name that only ends like it', ['v=spf1 include:notamazonses.com ~all'], false],
    ['amazonses.com refused', ['v=spf1 -include:amazonses.com ~all'], false],
    ['everyone allowed', ['v=spf1 include:amazonses.com +all'], false],
    ['everyone allowed without the plus', ['v=spf1 include:amazonses.com all'], false],
  ])('with %s', async (_, records, ok) => {
    const [finding] = await look({ 'TXT clinic.example': records }, 'spf');
    expect(finding?.ok).toBe(ok);
    expect(finding?.fix === null).toBe(ok);
  });
});

describe('DMARC', () => {
  const at = (...records: string[]): Zone => ({ 'TXT _dmarc.clinic.example': records });

  it('warns of a policy that does nothing', async () => {
    const [policy] = await look(at('v=DMARC1; p=none; rua=mailto:d@clinic.example'), 'dmarc_policy');
    expect(policy).toMatchObject({ ok: false, found: ['p=none'] });
  });

  it('wants reports', async () => {
    const [reports] = await look(at('v=DMARC1; p=reject'), 'dmarc_reports');
    expect(reports).toMatchObject({ ok: false, found: ['v=DMARC1; p=reject'] });
  });

  it('counts two records as none', async () => {
    const findings = await look(at(dmarc, dmarc), 'dmarc');
    expect(findings).toMatchObject([{ ok: false, found: [dmarc, dmarc] }]);
  });

  it('takes the record of the domain above for a subdomain, with its policy for subdomains', async () => {
    const zone = at('v=DMARC1; p=reject; sp=none; rua=mailto:d@clinic.example');
    const [found] = await look(zone, 'dmarc', {}, 'mail.clinic.example');
    expect(found).toMatchObject({ ok: true, name: '_dmarc.clinic.example' });
    expect(await look(zone, 'dmarc_policy', {}, 'mail.clinic.example')).toMatchObject([
      { found: ['p=none'] },
    ]);
    expect(await look(zone, 'dmarc_policy')).toMatchObject([{ found: ['p=reject'] }]);
  });
});

describe('DKIM', () => {
  const dkimTokens = ['aaa', 'bbb'];
  const cname = 'CNAME aaa._domainkey.clinic.example';

  it('is right when every token points into the zone of SES', async () => {
    const zone: Zone = {
      [cname]: ['aaa.dkim.amazonses.com'],
      'CNAME bbb._domainkey.clinic.example': ['bbb.dkim.amazonses.com'],
    };
    expect(await look(zone, 'dkim', { dkimTokens })).toMatchObject([{ ok: true }, { ok: true }]);
  });

  it('says which record is missing or points elsewhere', async () => {
    const findings = await look({ [cname]: ['zzz.dkim.amazonses.com'] }, 'dkim', { dkimTokens });
    expect(findings).toMatchObject([
      {
        ok: false,
        found: ['zzz.dkim.amazonses.com'],
        fix: 'Publish a CNAME record: aaa._domainkey.clinic.example → aaa.dkim.amazonses.com',
      },
      { ok: false, found: [] },
    ]);
  });

  it('looks into the zone the identity names', async () => {
    const dkimZone = 'x1.dkim.eu-central-2.amazonses.com';
    const zone: Zone = { [cname]: [`aaa.${dkimZone}`] };
    expect(await look(zone, 'dkim', { dkimTokens: ['aaa'], dkimZone })).toMatchObject([{ ok: true }]);
  });

  it('is not looked at without tokens', async () => {
    expect(await look(good, 'dkim')).toEqual([]);
  });
});

it('does not take a failing server for a missing record', async () => {
  const [finding] = await look({ ...good, 'TXT clinic.example': 'SERVFAIL' }, 'spf');
  expect(finding).toMatchObject({ ok: false, answered: false, found: [] });
  expect(finding?.fix).toContain('ESERVFAIL');
  expect(finding?.fix).not.toContain('Publish');
});

it('does not wait for a server that is silent', async () => {
  const silent = createSocket('udp4').bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers([`127.0.0.1:${silent.address().port}`]);
  const findings = await checkDns('clinic.example', { resolver });
  silent.close();
  expect(findings.every(({ ok, fix }) => !ok && fix?.includes('ETIMEOUT'))).toBe(true);
});

it('asks for an internationalised domain by its ASCII name', async () => {
  await using server = await openDnsServer({});
  await checkDns('Zähne.example', { resolver: server.resolver });
  expect(server.asked).toContain('TXT xn--zhne-loa.example');
});

it.each(['', 'localhost', 'a b.example', 'x@clinic.example', 'http://clinic.example'])(
  'refuses %j as a domain',
  async (domain) => {
    await expect(checkDns(domain)).rejects.toThrow(RangeError);
  },
);
