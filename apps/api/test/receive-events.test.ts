import { createHash, createSign, randomUUID } from 'node:crypto';
import { attemptTag, sesEvent, snsMessage, snsStringToSign } from '@carepost/contracts';
import { createSesSimulator, createSigningKey } from '@carepost/ses-simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleAttempt } from '../src/delivery/settle-attempt.ts';
import { applyEvent } from '../src/events/apply-event.ts';
import { createSnsReceiver } from '../src/events/receive-sns.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
let key: Awaited<ReturnType<typeof createSigningKey>>;
beforeAll(async () => {
  key = await createSigningKey('us-east-1');
  service = await startTestService({ simulator: { signingKey: key } });
});

/** An SNS message as the topic itself signs it. */
function signedByTopic(record: unknown) {
  const digest = createHash('sha256').update(key.certificate).digest('hex').slice(0, 32);
  const message = snsMessage.parse({
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: service.simulator.topicArn,
    Message: JSON.stringify(record),
    Timestamp: new Date().toISOString(),
    SignatureVersion: '2',
    Signature: '',
    SigningCertURL: `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${digest}.pem`,
  });
  const Signature = createSign('RSA-SHA256').update(snsStringToSign(message)).sign(key.privateKey, 'base64');
  return { ...message, Signature };
}
afterAll(() => service[Symbol.asyncDispose]());

const message = {
  template: 'welcome',
  props: { firstName: 'Ada', signInUrl: 'https://portal.example/sign-in' },
} as const;
const send = async (to: string) => (await service.client.emails.send.mutate({ to, message })).id;
const kinds = async (id: string) =>
  (await service.client.emails.timeline.query({ id })).entries.map(({ kind }) => kind);

test('a permanent bounce ends as bounced and suppresses the address for the next email', async () => {
  const first = await send('bounce+42@simulator.amazonses.com');
  expect(await service.until(first, 'bounced')).toBe('bounced');
  const second = await send('bounce+42@simulator.amazonses.com');
  expect(await service.until(second, 'suppressed')).toBe('suppressed');
  expect(service.simulator.calls.ofEmail(second)).toEqual({ received: 0, accepted: 0 });
  const other = await send('bounce+43@simulator.amazonses.com');
  await service.until(other, 'bounced');
});

test('a complaint comes after the delivery, wins, and suppresses', async () => {
  const id = await send('complaint@simulator.amazonses.com');
  await service.until(id, 'complained');
  expect((await kinds(id)).slice(-2)).toEqual(['delivered', 'complained']);
  expect(await service.until(await send('complaint@simulator.amazonses.com'), 'suppressed')).toBe(
    'suppressed',
  );
});

test('an out-of-office reply does not undo a delivery', async () => {
  const id = await send('ooto@simulator.amazonses.com');
  await service.until(id, 'delivered');
  await service.simulator.idle();
  expect(await kinds(id)).toContain('bounced');
  expect(await service.client.emails.get.query({ id })).toMatchObject({ status: 'delivered' });
  await service.until(await send('ooto@simulator.amazonses.com'), 'delivered');
});

test('an out-of-office reply that overtakes the delivery does not undo it either', async () => {
  const to = 'overtaken@example.com';
  service.simulator.faults.set({ withholdEvents: 1 });
  const id = await send(to);
  await service.until(id, 'sent');
  const { database } = service.context;
  const event = (eventType: 'Bounce' | 'Delivery', bounceType: 'Transient' | 'Permanent' = 'Transient') =>
    sesEvent.parse({
      eventType,
      mail: {
        timestamp: new Date().toISOString(),
        messageId: 'overtaken',
        destination: [to],
        tags: { attempt_id: [attemptTag(id, 1)] },
      },
      bounce: {
        bounceType,
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: to }],
        timestamp: new Date().toISOString(),
      },
    });
  const apply = (...args: Parameters<typeof event>) =>
    database.transaction((tx) => applyEvent(service.context, tx, event(...args)));
  const status = async () => (await service.client.emails.get.query({ id })).status;
  await apply('Bounce');
  expect(await status()).toBe('bounced');
  await apply('Delivery');
  expect(await status()).toBe('delivered');
  await apply('Bounce', 'Permanent');
  await apply('Delivery');
  expect(await status()).toBe('bounced');
});

test('an event that names no recipient of ours still proves that the email was sent', async () => {
  service.simulator.faults.set({ resetAfterAccept: 1, withholdEvents: 1 });
  const id = await send('proven@example.com');
  await service.until(id, 'unknown');
  const delay = sesEvent.parse({
    eventType: 'DeliveryDelay',
    mail: {
      timestamp: new Date().toISOString(),
      messageId: 'proven',
      destination: ['proven@example.com'],
      tags: { attempt_id: [attemptTag(id, 1)] },
    },
    deliveryDelay: { delayType: 'MailboxFull', delayedRecipients: [], timestamp: new Date().toISOString() },
  });
  await service.context.database.transaction((tx) => applyEvent(service.context, tx, delay));
  expect(await service.client.emails.get.query({ id })).toMatchObject({ status: 'sent', error: null });
});

test('feedback of an identity, without tags, finds its email by the message id', async () => {
  service.simulator.faults.set({ withholdEvents: 1 });
  const to = 'identity@example.com';
  const id = await send(to);
  await service.until(id, 'sent');
  const { providerMessageId } = await service.client.emails.get.query({ id });
  const feedback = sesEvent.parse({
    notificationType: 'Bounce',
    mail: { timestamp: new Date().toISOString(), messageId: providerMessageId, destination: [to] },
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: to }],
      timestamp: new Date().toISOString(),
    },
  });
  await service.context.database.transaction((tx) => applyEvent(service.context, tx, feedback));
  expect(await service.client.emails.get.query({ id })).toMatchObject({ status: 'bounced' });
  expect(await service.until(await send(to), 'suppressed')).toBe('suppressed');
});

test('an event that comes before its email is known is parked, sealed, and applied later', async () => {
  const { context } = service;
  const to = 'parked@example.com';
  const early = sesEvent.parse({
    notificationType: 'Delivery',
    mail: { timestamp: new Date().toISOString(), messageId: 'parked-1', destination: [to] },
    delivery: { timestamp: new Date().toISOString(), recipients: [to] },
  });
  await context.database.transaction((tx) => applyEvent(context, tx, early));
  service.simulator.faults.set({ withholdEvents: 1 });
  const id = await send(to);
  await service.until(id, 'sent');
  await settleAttempt(
    context,
    { emailId: id, fence: 1 },
    { outcome: 'sent', transport: 'ses', providerMessageId: 'parked-1' },
  );
  expect(await service.client.emails.get.query({ id })).toMatchObject({ status: 'delivered' });
  expect(await context.database.prisma.parkedEvent.count()).toBe(0);
});

test('22: one event 10,000 times, and a Delivery after the Complaint: one row each, and no state moves back', {
  timeout: 120_000,
}, async () => {
  service.simulator.faults.set({ withholdEvents: 1 });
  const to = 'flood@example.com';
  const id = await send(to);
  await service.until(id, 'sent');
  const { database } = service.context;
  const receive = createSnsReceiver(service.context);
  const timestamp = new Date().toISOString();
  const mail = {
    timestamp,
    messageId: `flood-${id}`,
    destination: [to],
    tags: { attempt_id: [attemptTag(id, 1)] },
  };
  const complaint = signedByTopic({
    eventType: 'Complaint',
    mail,
    complaint: { complainedRecipients: [{ emailAddress: to }], timestamp },
  });
  const answers = new Map<string, number>();
  for (let left = 10_000; left > 0; left -= 50) {
    for (const answer of await Promise.all(Array.from({ length: 50 }, () => receive(complaint)))) {
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  }
  expect(Object.fromEntries(answers)).toEqual({ applied: 1, repeated: 9_999 });
  await receive(signedByTopic({ eventType: 'Delivery', mail, delivery: { timestamp, recipients: [to] } }));
  const events = await database.prisma.event.findMany({ where: { emailId: id }, orderBy: { id: 'asc' } });
  expect(events.map(({ type }) => type)).toEqual(['Complaint', 'Delivery']);
  expect(await service.client.emails.get.query({ id })).toMatchObject({ status: 'complained' });
});

test('every event delivered twice is kept once', async () => {
  service.simulator.faults.set({ duplicateEvents: 1 });
  const id = await send('twice@example.com');
  await service.until(id, 'delivered');
  await service.simulator.idle();
  service.simulator.faults.clear();
  const { database } = service.context;
  expect(await database.prisma.event.count({ where: { emailId: id } })).toBe(2);
});

test('20: a message that another account signed for its own topic is refused, and nothing is fetched for it', async () => {
  await using stranger = await createSesSimulator({
    accountId: '999999999999',
    signingKey: await createSigningKey('us-east-1'),
  });
  const confirmed = stranger.subscribe(`${service.url}/webhooks/ses`).then(() => 'confirmed');
  // The stranger keeps asking; an email of ours goes the whole way meanwhile.
  await service.until(await send('meanwhile@example.com'), 'delivered');
  expect(await Promise.race([confirmed, Promise.resolve('not confirmed')])).toBe('not confirmed');
});

test('our topic, signed by somebody else, is refused', async () => {
  await using forger = await createSesSimulator({ signingKey: await createSigningKey('us-east-1') });
  const confirmed = forger.subscribe(`${service.url}/webhooks/ses`).then(() => 'confirmed');
  await service.until(await send('unimpressed@example.com'), 'delivered');
  expect(await Promise.race([confirmed, Promise.resolve('not confirmed')])).toBe('not confirmed');
});

test('a certificate that SNS does not have is the sender’s fault and answers 403', async () => {
  const SigningCertURL = `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${'0'.repeat(32)}.pem`;
  const message = { ...signedByTopic({}), SigningCertURL };
  expect(await service.post('/webhooks/ses', message)).toMatchObject({ status: 403 });
});

test.each([
  ['no JSON', 'hello'],
  ['no SNS message', '{"Type":"Notification"}'],
  ['an array', '[]'],
])('%s answers 403', async (_, body) => {
  expect(await service.post('/webhooks/ses', body, { 'content-type': 'text/plain' })).toMatchObject({
    status: 403,
  });
});
