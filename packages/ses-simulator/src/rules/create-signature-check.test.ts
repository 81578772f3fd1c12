import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createClient, emailTo } from '../../test/create-client.ts';
import { createSesSimulator, type SesSimulator } from '../create-ses-simulator.ts';

let simulator: SesSimulator;
beforeAll(async () => {
  simulator = await createSesSimulator({ verifiedIdentities: ["o'hara+(x)*@example.com", 'example.com'] });
});
afterAll(() => simulator.close());

const minutes = (count: number) => count * 60_000;

/** A client whose clock is off by so many milliseconds. */
function skewedClient(systemClockOffset: number) {
  return new SESv2Client({
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'carepost-simulator', secretAccessKey: 'carepost-simulator' },
    maxAttempts: 1,
    systemClockOffset,
  });
}

test.each([
  [
    'older than five minutes',
    -minutes(5) - 5000,
    /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
  ],
  ['more than five minutes ahead', minutes(5) + 5000, /^Signature not yet current: .* \+ 5 min\.\)$/],
])('a request %s is refused and counted as received only', async (_what, offset, message) => {
  simulator.calls.clear();
  const command = new SendEmailCommand(
    emailTo('a@example.org', { EmailTags: [{ Name: 'attempt_id', Value: 'late_1' }] }),
  );
  await expect(skewedClient(offset).send(command)).rejects.toMatchObject({
    name: 'InvalidSignatureException',
    message: expect.stringMatching(message),
    $metadata: { httpStatusCode: 403 },
  });
  expect(simulator.calls.ofAttempt('late_1')).toEqual({ received: 1, accepted: 0 });
});

test.each([-minutes(5) + 5000, minutes(5) - 5000])(
  'a request that is off by %i ms passes',
  async (offset) => {
    await expect(skewedClient(offset).send(new GetAccountCommand({}))).resolves.toBeDefined();
  },
);

test('a wrong secret of a known key is refused', async () => {
  await expect(createClient(simulator.url, 'wrong').send(new GetAccountCommand({}))).rejects.toMatchObject({
    name: 'InvalidSignatureException',
    message: expect.stringContaining('does not match the signature you provided'),
  });
});

test('an unknown key passes on its date and scope alone', async () => {
  const credentials = { accessKeyId: 'SOMEONE', secretAccessKey: 'whatever' };
  const client = new SESv2Client({
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  await expect(client.send(new GetAccountCommand({}))).resolves.toBeDefined();
});

test('another region is refused', async () => {
  const credentials = { accessKeyId: 'carepost-simulator', secretAccessKey: 'carepost-simulator' };
  const client = new SESv2Client({
    endpoint: simulator.url,
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
  });
  await expect(client.send(new GetAccountCommand({}))).rejects.toMatchObject({
    name: 'InvalidSignatureException',
    message: 'Credential should be scoped to a valid region.',
  });
});

test('a path with characters that need escaping verifies', async () => {
  const client = createClient(simulator.url);
  const command = new GetEmailIdentityCommand({ EmailIdentity: "o'hara+(x)*@example.com" });
  await expect(client.send(command)).resolves.toMatchObject({ IdentityType: 'EMAIL_ADDRESS' });
});

test('a body changed on its way is refused', async () => {
  const client = createClient(simulator.url);
  const command = new SendEmailCommand(emailTo('a@example.com'));
  await client.send(command);
  let changed = false;
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (typeof request === 'object' && request !== null && 'body' in request) {
        const body = new TextDecoder().decode(z.instanceof(Uint8Array).parse(request.body));
        request.body = body.replace('Friday', 'Monday');
        changed = request.body !== body;
      }
      return next(args);
    },
    { step: 'deserialize', priority: 'low' },
  );
  await expect(client.send(command)).rejects.toMatchObject({
    name: 'InvalidSignatureException',
  });
  expect(changed).toBe(true);
});

test('a request without a signature is refused', async () => {
  const response = await fetch(`${simulator.url}/v2/email/account`);
  expect(response.status).toBe(403);
  expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  expect(await response.json()).toEqual({ message: 'Missing Authentication Token' });
});
