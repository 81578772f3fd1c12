import {
  MessageRejected,
  SendEmailCommand,
  SendingPausedException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import { beforeAll, expect, test } from 'vitest';
import { createClient, emailTo } from '../../test/create-client.ts';
import { createSesSimulator } from '../create-ses-simulator.ts';
import { createSigningKey, type SigningKey } from '../sns/signing-key.ts';

let signingKey: SigningKey;
beforeAll(async () => {
  signingKey = await createSigningKey();
});

test('in the sandbox unverified senders and recipients are named as SES names them', async () => {
  await using sandbox = await createSesSimulator({
    signingKey,
    sandbox: true,
    quota: { maxPerSecond: 100 },
    verifiedIdentities: ['example.com', 'tester@example.org'],
  });
  const sender = createClient(sandbox.url);
  const refusal = sender.send(new SendEmailCommand(emailTo(['tester+1@example.org', 'ana@example.net'])));
  await expect(refusal).rejects.toBeInstanceOf(MessageRejected);
  await expect(refusal).rejects.toThrow(
    'Email address is not verified. The following identities failed the check in region US-EAST-1: ana@example.net',
  );
  const stranger = { FromEmailAddress: 'x@stranger.example' };
  await expect(sender.send(new SendEmailCommand(emailTo('tester@example.org', stranger)))).rejects.toThrow(
    /US-EAST-1: x@stranger\.example$/,
  );
  await sender.send(
    new SendEmailCommand(emailTo(['tester+1@example.org', 'bounce@simulator.amazonses.com'])),
  );
  expect(sandbox.inbox.count).toBe(1);
});

test('the rate is counted in recipients over one second, and the second passes', async () => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  await using slow = await createSesSimulator({
    signingKey,
    quota: { maxPerSecond: 3 },
    clock: () => new Date(now),
  });
  const sender = createClient(slow.url);
  // The SDK takes over the simulator's clock from the first answer it refuses.
  const to = (count: number) =>
    new SendEmailCommand(emailTo(Array.from({ length: count }, (_, n) => `r${n}@example.org`)));
  await expect(sender.send(to(1))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  await sender.send(to(2));
  const refusal = sender.send(to(2));
  await expect(refusal).rejects.toBeInstanceOf(TooManyRequestsException);
  await expect(refusal).rejects.toMatchObject({
    message: 'Maximum sending rate exceeded.',
    $metadata: { httpStatusCode: 429 },
  });
  await sender.send(to(1));
  now += 1000;
  await sender.send(to(5));
  await expect(sender.send(to(1))).rejects.toThrow('Maximum sending rate exceeded.');
  expect(slow.calls.report()).toMatchObject({ total: { received: 6, accepted: 3 }, busiestSecond: 6 });
});

test('the daily quota counts recipients, not those of the mailbox simulator, and comes back after 24 hours', async () => {
  let now = Date.now();
  await using limited = await createSesSimulator({
    signingKey,
    quota: { max24Hours: 2 },
    clock: () => new Date(now),
  });
  const sender = createClient(limited.url);
  await sender.send(new SendEmailCommand(emailTo(['success@simulator.amazonses.com', 'a@example.org'])));
  await sender.send(new SendEmailCommand(emailTo('b@example.org')));
  await expect(sender.send(new SendEmailCommand(emailTo('c@example.org')))).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    message: 'Daily message quota exceeded.',
  });
  expect(limited.account.state.sentLast24Hours).toBe(2);
  now += 86_400_000 + 60_000;
  await expect(sender.send(new SendEmailCommand(emailTo('c@example.org')))).rejects.toThrow(
    'Signature expired',
  );
  await sender.send(new SendEmailCommand(emailTo('c@example.org')));
  expect(limited.account.state.sentLast24Hours).toBe(1);
});

test('a paused or suspended account sends nothing', async () => {
  await using stopped = await createSesSimulator({ signingKey });
  const sender = createClient(stopped.url);
  stopped.account.change({ paused: true });
  await expect(sender.send(new SendEmailCommand(emailTo('a@example.org')))).rejects.toBeInstanceOf(
    SendingPausedException,
  );
  stopped.account.change({ paused: false, suspended: true });
  await expect(sender.send(new SendEmailCommand(emailTo('a@example.org')))).rejects.toMatchObject({
    name: 'AccountSuspendedException',
  });
  stopped.account.change({ suspended: false });
  await sender.send(new SendEmailCommand(emailTo('a@example.org')));
  expect(stopped.inbox.count).toBe(1);
});
