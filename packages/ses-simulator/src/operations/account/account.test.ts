import {
  ConflictException,
  GetAccountCommand,
  PutAccountDetailsCommand,
  PutAccountSendingAttributesCommand,
  SendEmailCommand,
  SendingPausedException,
} from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { createClient, emailTo } from '../../../test/create-client.ts';
import { createSesSimulator } from '../../create-ses-simulator.ts';

const request = new PutAccountDetailsCommand({
  MailType: 'TRANSACTIONAL',
  WebsiteURL: 'https://example.com',
  UseCaseDescription: 'Appointment reminders.',
  ProductionAccessEnabled: true,
});

test('production access is asked for, reviewed and granted, and then the limits are higher', async () => {
  await using simulator = await createSesSimulator({ sandbox: true, verifiedIdentities: ['example.com'] });
  const client = createClient(simulator.url);
  const account = () => client.send(new GetAccountCommand({}));
  expect((await account()).Details).toBeUndefined();
  await client.send(request);
  expect(await account()).toMatchObject({
    ProductionAccessEnabled: false,
    Details: {
      MailType: 'TRANSACTIONAL',
      WebsiteURL: 'https://example.com',
      ReviewDetails: { Status: 'PENDING' },
    },
  });
  await expect(client.send(request)).rejects.toBeInstanceOf(ConflictException);

  const decided = await fetch(`${simulator.url}/_simulator/account`, {
    method: 'PUT',
    body: JSON.stringify({ review: 'GRANTED' }),
    headers: { 'content-type': 'application/json' },
  });
  expect(decided.status).toBe(200);
  expect(await account()).toMatchObject({
    ProductionAccessEnabled: true,
    Details: { ReviewDetails: { Status: 'GRANTED' } },
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14 },
  });
  await client.send(new SendEmailCommand(emailTo('ana@example.org')));
});

test('a denied request leaves the account in the sandbox, and may be made again', async () => {
  await using simulator = await createSesSimulator({ sandbox: true });
  const client = createClient(simulator.url);
  await client.send(request);
  simulator.account.change({ review: 'DENIED' });
  expect(await client.send(new GetAccountCommand({}))).toMatchObject({
    ProductionAccessEnabled: false,
    Details: { ReviewDetails: { Status: 'DENIED' } },
  });
  await client.send(request);
});

test('the owner pauses sending and takes it up again', async () => {
  await using simulator = await createSesSimulator();
  const client = createClient(simulator.url);
  await client.send(new PutAccountSendingAttributesCommand({ SendingEnabled: false }));
  expect(await client.send(new GetAccountCommand({}))).toMatchObject({
    SendingEnabled: false,
    EnforcementStatus: 'HEALTHY',
  });
  await expect(client.send(new SendEmailCommand(emailTo('ana@example.org')))).rejects.toBeInstanceOf(
    SendingPausedException,
  );
  await client.send(new PutAccountSendingAttributesCommand({ SendingEnabled: true }));
  await client.send(new SendEmailCommand(emailTo('ana@example.org')));
});
