import {
  AlreadyExistsException,
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  DeleteConfigurationSetCommand,
  DeleteEmailIdentityCommand,
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  NotFoundException,
  PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimAttributesCommand,
  PutEmailIdentityFeedbackAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, emailTo } from '../../../test/create-client.ts';
import { createSesSimulator, type SesSimulator } from '../../create-ses-simulator.ts';

let simulator: SesSimulator;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  simulator = await createSesSimulator({ quota: { maxPerSecond: 1000 } });
  client = createClient(simulator.url);
});
beforeEach(() => simulator.identities.declare([]));
afterAll(() => simulator.close());

const EmailIdentity = 'example.com';
const create = (name = EmailIdentity) => client.send(new CreateEmailIdentityCommand({ EmailIdentity: name }));
const read = (name = EmailIdentity) => client.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
const send = () => client.send(new SendEmailCommand(emailTo('ana@example.org')));

async function verify(name: string, change: object): Promise<number> {
  const response = await fetch(`${simulator.url}/_simulator/identities/${name}`, {
    method: 'PUT',
    body: JSON.stringify(change),
    headers: { 'content-type': 'application/json' },
  });
  return response.status;
}

test('a new domain waits for its three DKIM records, and may send once it is verified', async () => {
  const created = await create();
  expect(created).toMatchObject({ IdentityType: 'DOMAIN', VerifiedForSendingStatus: false });
  expect(created.DkimAttributes).toMatchObject({ Status: 'PENDING', SigningEnabled: true });
  const { Tokens = [] } = created.DkimAttributes ?? {};
  expect(new Set(Tokens).size).toBe(3);
  expect(Tokens.every((token) => /^[a-z2-7]{32}$/.test(token))).toBe(true);
  await expect(send()).rejects.toBeInstanceOf(MessageRejected);

  expect(await verify('example.com', { status: 'SUCCESS' })).toBe(200);
  const verified = await read();
  expect(verified).toMatchObject({ VerifiedForSendingStatus: true, VerificationStatus: 'SUCCESS' });
  expect(verified.DkimAttributes).toMatchObject({ Status: 'SUCCESS', Tokens });
  await send();
});

test('an address has no DKIM records, and a verification that failed is named', async () => {
  const created = await create('front@example.com');
  expect(created.DkimAttributes).toMatchObject({ Status: 'NOT_STARTED', SigningEnabled: false });
  await verify('front@example.com', { status: 'FAILED' });
  expect(await read('front@example.com')).toMatchObject({ VerificationStatus: 'FAILED' });
  expect(await verify('other@example.com', { status: 'SUCCESS' })).toBe(404);
});

test('an identity exists once, is listed in pages, and is gone after its deletion', async () => {
  await create();
  await create('b.example');
  await expect(create('EXAMPLE.com')).rejects.toBeInstanceOf(AlreadyExistsException);
  await expect(create('EXAMPLE.com')).rejects.toThrow('Email identity EXAMPLE.com already exist.');
  const first = await client.send(new ListEmailIdentitiesCommand({ PageSize: 1 }));
  const second = await client.send(
    new ListEmailIdentitiesCommand({ PageSize: 1, NextToken: first.NextToken }),
  );
  const names = [first, second].flatMap(({ EmailIdentities }) =>
    EmailIdentities?.map(({ IdentityName }) => IdentityName),
  );
  expect([names, second.NextToken]).toEqual([['example.com', 'b.example'], undefined]);
  await client.send(new DeleteEmailIdentityCommand({ EmailIdentity }));
  await expect(read()).rejects.toBeInstanceOf(NotFoundException);
  await expect(client.send(new DeleteEmailIdentityCommand({ EmailIdentity }))).rejects.toBeInstanceOf(
    NotFoundException,
  );
});

test('what is no domain and no address is refused', async () => {
  for (const name of ['localhost', 'a b.example', 'x@', '-a.example']) {
    await expect(create(name)).rejects.toMatchObject({ name: 'BadRequestException' });
  }
});

test('DKIM signing and feedback forwarding are switched', async () => {
  await create();
  await client.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity, SigningEnabled: false }));
  await client.send(
    new PutEmailIdentityFeedbackAttributesCommand({ EmailIdentity, EmailForwardingEnabled: false }),
  );
  expect(await read()).toMatchObject({
    FeedbackForwardingStatus: false,
    DkimAttributes: { SigningEnabled: false },
  });
});

test('a MAIL FROM domain that is not set up stops mail only when the identity asks for that', async () => {
  simulator.identities.declare(['example.com']);
  const put = (BehaviorOnMxFailure: 'REJECT_MESSAGE' | 'USE_DEFAULT_VALUE') =>
    client.send(
      new PutEmailIdentityMailFromAttributesCommand({
        EmailIdentity,
        MailFromDomain: 'mail.example.com',
        BehaviorOnMxFailure,
      }),
    );
  await put('USE_DEFAULT_VALUE');
  await send();
  await put('REJECT_MESSAGE');
  await expect(send()).rejects.toBeInstanceOf(MailFromDomainNotVerifiedException);
  await verify('example.com', { mailFrom: 'SUCCESS' });
  await send();
  expect((await read()).MailFromAttributes).toEqual({
    MailFromDomain: 'mail.example.com',
    MailFromDomainStatus: 'SUCCESS',
    BehaviorOnMxFailure: 'REJECT_MESSAGE',
  });
});

test('a message without a set uses the default of its address before that of its domain', async () => {
  await using strict = await createSesSimulator({
    configurationSets: [],
    verifiedIdentities: ['example.com', 'clinic@example.com'],
  });
  const own = createClient(strict.url);
  for (const ConfigurationSetName of ['of-domain', 'of-address']) {
    await own.send(new CreateConfigurationSetCommand({ ConfigurationSetName }));
  }
  const put = (identity: string, ConfigurationSetName: string) =>
    own.send(
      new PutEmailIdentityConfigurationSetAttributesCommand({
        EmailIdentity: identity,
        ConfigurationSetName,
      }),
    );
  const setOf = async () => {
    await own.send(new SendEmailCommand(emailTo('ana@example.org')));
    return strict.inbox.list({ limit: 1 })[0]?.configurationSet;
  };
  await put('example.com', 'of-domain');
  expect(await setOf()).toBe('of-domain');
  await put('clinic@example.com', 'of-address');
  expect(await setOf()).toBe('of-address');
  await expect(put('example.com', 'missing')).rejects.toBeInstanceOf(NotFoundException);
  await own.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: 'of-address' }));
  await expect(setOf()).rejects.toMatchObject({ name: 'BadRequestException' });
});

test('a set that does not exist leaves no identity behind', async () => {
  await using strict = await createSesSimulator({ configurationSets: [] });
  const own = createClient(strict.url);
  await expect(
    own.send(new CreateEmailIdentityCommand({ EmailIdentity, ConfigurationSetName: 'missing' })),
  ).rejects.toThrow('Configuration set <missing> does not exist.');
  expect(strict.identities.list()).toEqual([]);
});
