import {
  CreateContactListCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  NotFoundException,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, emailTo } from '../../test/create-client.ts';
import { createSesSimulator, type SesSimulator } from '../create-ses-simulator.ts';

let simulator: SesSimulator;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  simulator = await createSesSimulator({ verifiedIdentities: ['example.com', 'tester@example.org'] });
  client = createClient(simulator.url);
});
afterAll(() => simulator.close());

test('GetAccount follows what was sent and what was switched', async () => {
  await client.send(new SendEmailCommand(emailTo(['a@example.org', 'b@example.org'])));
  await expect(client.send(new GetAccountCommand({}))).resolves.toMatchObject({
    EnforcementStatus: 'HEALTHY',
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 2 },
  });
  simulator.account.change({ sandbox: true, paused: true, quota: { max24Hours: 200, maxPerSecond: 1 } });
  await expect(client.send(new GetAccountCommand({}))).resolves.toMatchObject({
    EnforcementStatus: 'SHUTDOWN',
    ProductionAccessEnabled: false,
    SendingEnabled: false,
    SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 2 },
  });
});

test('a new sandbox has the limits AWS gives it', async () => {
  await using sandbox = await createSesSimulator({ sandbox: true });
  const account = await createClient(sandbox.url).send(new GetAccountCommand({}));
  expect(account.SendQuota).toEqual({ Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 });
});

test('identities are listed and read', async () => {
  const { EmailIdentities } = await client.send(new ListEmailIdentitiesCommand({}));
  expect(EmailIdentities).toMatchObject([
    { IdentityType: 'DOMAIN', IdentityName: 'example.com', SendingEnabled: true },
    { IdentityType: 'EMAIL_ADDRESS', IdentityName: 'tester@example.org' },
  ]);
  await expect(
    client.send(new GetEmailIdentityCommand({ EmailIdentity: 'example.com' })),
  ).resolves.toMatchObject({
    VerifiedForSendingStatus: true,
    DkimAttributes: { Status: 'SUCCESS' },
  });
  await expect(
    client.send(new GetEmailIdentityCommand({ EmailIdentity: 'other.example' })),
  ).rejects.toBeInstanceOf(NotFoundException);
});

test('lists are answered to older SDKs too, which ask by GET', async () => {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${date.slice(0, 8)}/us-east-1/ses/aws4_request`;
  // Of a key whose secret the simulator does not know, only date and scope count.
  const headers = {
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 Credential=other/${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  };
  const get = async (path: string) => (await fetch(`${simulator.url}/v2/email/${path}`, { headers })).json();
  expect(await get('identities?PageSize=1')).toMatchObject({
    EmailIdentities: [{ IdentityName: 'example.com' }],
    NextToken: expect.any(String),
  });
  expect(await get('configuration-sets')).toEqual({ ConfigurationSets: [] });
  expect(await get('identities?PageSize=x')).toEqual({ message: 'PageSize must be between 1 and 1000.' });
});

test('an operation that is not there is named in a 501', async () => {
  await expect(client.send(new CreateContactListCommand({ ContactListName: 'x' }))).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: 'The simulator does not have POST /v2/email/contact-lists yet.',
    $metadata: { httpStatusCode: 501 },
  });
});
