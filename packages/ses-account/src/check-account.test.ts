import { createSesSimulator, type SimulatorOptions } from '@carepost/ses-simulator';
import { describe, expect, it } from 'vitest';
import { openAwsStub } from '../test/aws-stub.ts';
import { openDnsServer } from '../test/dns-server.ts';
import { type AccountFinding, type CheckAccountOptions, checkAccount } from './check-account.ts';

const credentials = { accessKeyId: 'carepost-simulator', secretAccessKey: 'carepost-simulator' };
const from = 'noreply@clinic.example';

async function check(simulator: SimulatorOptions, options: Partial<CheckAccountOptions> = {}) {
  await using running = await createSesSimulator(simulator);
  return levels(
    await checkAccount({ region: 'us-east-1', endpoint: running.url, credentials, from, ...options }),
  );
}

function levels(findings: readonly AccountFinding[]) {
  return Object.fromEntries(findings.map((finding) => [finding.check, finding]));
}

it('finds nothing wrong with an account that is set up as the guide says', async () => {
  const found = await check({ verifiedIdentities: ['clinic.example'] });
  expect(Object.keys(found)).toEqual([
    'region',
    'credentials',
    'sandbox',
    'sending',
    'reputation',
    'quota',
    'sender',
  ]);
  for (const finding of Object.values(found)) expect(finding).toMatchObject({ level: 'ok', fix: null });
});

it('warns of the sandbox, with the fix', async () => {
  const { sandbox } = await check({ sandbox: true, verifiedIdentities: ['clinic.example'] });
  expect(sandbox).toMatchObject({ level: 'warn', sentence: 'Account is in sandbox mode.' });
  expect(sandbox?.fix).toContain('production access');
});

it.each([
  ['its domain', ['clinic.example'], 'ok'],
  ['its address', [from], 'ok'],
  ['neither', ['other.example'], 'fail'],
])('checks the sender by %s', async (_, verifiedIdentities, level) => {
  const { sender } = await check({ verifiedIdentities });
  expect(sender?.level).toBe(level);
});

it('warns of a region outside the guide, and goes on', async () => {
  const options = { region: 'eu-west-1', verifiedIdentities: ['clinic.example'] };
  const found = await check(options, { region: 'eu-west-1' });
  expect(found.region?.level).toBe('warn');
  expect(found.credentials?.level).toBe('ok');
});

it('fails on paused sending', async () => {
  await using simulator = await createSesSimulator();
  simulator.account.change({ suspended: true });
  const found = levels(
    await checkAccount({ region: 'us-east-1', endpoint: simulator.url, credentials, from }),
  );
  expect(found).toMatchObject({ sending: { level: 'fail' }, reputation: { level: 'fail' } });
});

it('says only what it can when the account cannot be read, and looks at DNS all the same', async () => {
  await using dns = await openDnsServer({});
  const wrong = { ...credentials, secretAccessKey: 'wrong' };
  const found = await check({}, { credentials: wrong, dns });
  expect(Object.keys(found)).toEqual(['region', 'credentials', 'spf', 'dmarc']);
  expect(found.credentials).toMatchObject({ level: 'fail' });
  expect(found.credentials?.fix).toContain('access key');
  expect(found.spf?.sentence).toBe('clinic.example has no such record.');
});

it('does not call a record missing when no DNS server answers', async () => {
  await using dns = await openDnsServer({ 'TXT clinic.example': 'SERVFAIL' });
  const { spf } = await check({ verifiedIdentities: ['clinic.example'] }, { dns });
  expect(spf).toMatchObject({ level: 'warn', sentence: 'clinic.example could not be looked up.' });
});

describe('with answers the simulator does not give', () => {
  const account = { ProductionAccessEnabled: true, SendingEnabled: true, EnforcementStatus: 'HEALTHY' };
  const quota = (SentLast24Hours: number, Max24HourSend = 1000) => ({
    '/v2/email/account': { ...account, SendQuota: { SentLast24Hours, Max24HourSend, MaxSendRate: 14 } },
  });

  it.each([
    [799, 1000, 'ok'],
    [800, 1000, 'warn'],
    [1000, 1000, 'fail'],
    [1_000_000, -1, 'ok'],
  ])('calls %i of %i recipients %s', async (sent, max, level) => {
    await using stub = await openAwsStub(quota(sent, max));
    const found = levels(await checkAccount({ region: 'us-east-1', endpoint: stub.url, credentials, from }));
    expect(found.quota?.level).toBe(level);
  });

  it('looks up the DKIM records of the identity, and fails on a missing one', async () => {
    const DkimAttributes = { SigningAttributesOrigin: 'AWS_SES', Tokens: ['aaa', 'bbb', 'ccc'] };
    await using stub = await openAwsStub({
      ...quota(0),
      '/v2/email/identities/clinic.example': { VerifiedForSendingStatus: true, DkimAttributes },
    });
    await using dns = await openDnsServer({
      'TXT clinic.example': ['v=spf1 include:amazonses.com ~all'],
      'TXT _dmarc.clinic.example': ['v=DMARC1; p=none'],
      'CNAME aaa._domainkey.clinic.example': ['aaa.dkim.amazonses.com'],
      'CNAME bbb._domainkey.clinic.example': ['bbb.dkim.amazonses.com'],
    });
    const findings = await checkAccount({ region: 'us-east-1', endpoint: stub.url, credentials, from, dns });
    expect(findings.filter(({ level }) => level !== 'ok').map(({ check, level }) => [check, level])).toEqual([
      ['dmarc_policy', 'warn'],
      ['dmarc_reports', 'warn'],
      ['dkim', 'fail'],
    ]);
  });

  it('leaves the DKIM of a key of one’s own alone', async () => {
    const DkimAttributes = { SigningAttributesOrigin: 'EXTERNAL', Tokens: ['selector'] };
    await using stub = await openAwsStub({
      ...quota(0),
      '/v2/email/identities/clinic.example': { VerifiedForSendingStatus: true, DkimAttributes },
    });
    await using dns = await openDnsServer({});
    const found = levels(
      await checkAccount({ region: 'us-east-1', endpoint: stub.url, credentials, from, dns }),
    );
    expect(found.dkim).toBeUndefined();
  });
});

it('refuses a sender that is not one plain address', async () => {
  await expect(check({}, { from: 'Clinic <noreply@clinic.example>' })).rejects.toThrow(RangeError);
});
