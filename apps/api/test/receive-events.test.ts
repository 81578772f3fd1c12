import { createHash, createSign, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { attemptTag, sesEvent, snsMessage, snsStringToSign } from '@carepost/contracts';
import { createSesSimulator, createSigningKey } from '@carepost/ses-simulator';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleAttempt } from '../src/delivery/settle-attempt.ts';
import { applyEvent } from '../src/events/apply-event.ts';
import { applyParkedEvents } from '../src/events/park-event.ts';
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
  const told = (await kinds(id)).filter((kind) => kind === 'delivered' || kind === 'complained');
  expect(told).toEqual(['delivered', 'complained']);
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

/** A delivery in the form that has no tags. */
const untagged = (messageId: string, to: string) =>
  sesEvent.parse({
    notificationType: 'Delivery',
    mail: { timestamp: new Date().toISOString(), messageId, destination: [to] },
    delivery: { timestamp: new Date().toISOString(), recipients: [to] },
  });

test('parked events that can never be applied, however many, hold up none behind them', async () => {
  const { context } = service;
  const { prisma } = context.database;
  service.simulator.faults.set({ withholdEvents: 1 });
  const to = 'behind@example.com';
  const id = await send(to);
  await service.until(id, 'sent');
  // Known, and sealed for another row: 1,500 of them, all of which came a day before.
  const known = { transport: 'ses', emailId: id, fence: 1 };
  await prisma.providerMessage.create({ data: { ...known, providerMessageId: 'parked-broken' } });
  await prisma.$executeRaw`
    INSERT INTO "ParkedEvent" ("id", "providerMessageId", "sealed", "receivedAt", "nextAt")
    SELECT gen_random_uuid(), 'parked-broken', '\\x00'::bytea, now() - interval '1 day', now() - interval '1 day'
      FROM generate_series(1, 1500)`;
  await context.database.transaction((tx) => applyEvent(context, tx, untagged('parked-behind', to)));
  await prisma.providerMessage.create({ data: { ...known, providerMessageId: 'parked-behind' } });
  for (let n = 0; n < 2; n += 1) await applyParkedEvents(context);
  expect(await service.client.emails.get.query({ id })).toMatchObject({ status: 'delivered' });
  await prisma.parkedEvent.deleteMany();
});

test('a parked event of somebody else is looked at ever more rarely, and at once when its email becomes known', async () => {
  const { context } = service;
  const { prisma } = context.database;
  const to = 'stranger@example.com';
  const messageId = 'parked-late';
  const due = () => prisma.parkedEvent.count({ where: { nextAt: { lte: new Date() } } });
  await context.database.transaction((tx) => applyEvent(context, tx, untagged(messageId, to)));
  await prisma.parkedEvent.updateMany({ data: { receivedAt: new Date(Date.now() - 24 * 60 * 60_000) } });
  await applyParkedEvents(context);
  expect([await prisma.parkedEvent.count(), await due()]).toEqual([1, 0]);

  service.simulator.faults.set({ withholdEvents: 1 });
  const id = await send(to);
  await service.until(id, 'sent');
  const sent = sesEvent.parse({
    eventType: 'Send',
    mail: {
      timestamp: new Date().toISOString(),
      messageId,
      destination: [to],
      tags: { attempt_id: [attemptTag(id, 1)] },
    },
    send: {},
  });
  await context.database.transaction((tx) => applyEvent(context, tx, sent));
  await applyParkedEvents(context);
  expect(await service.client.emails.get.query({ id })).toMatchObject({ status: 'delivered' });
  expect(await prisma.parkedEvent.count()).toBe(0);
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

test.each([
  ['too large', 'x'.repeat(400_000), {}, 413],
  ['of a charset that does not exist', '{}', { 'content-type': 'text/plain; charset=foo' }, 403],
  ['compressed, or so it says', 'junk', { 'content-encoding': 'gzip' }, 400],
  ['of an unknown coding', 'junk', { 'content-encoding': 'unknown' }, 400],
])('a body that is %s is its sender’s fault', async (_, body, headers, status) => {
  const answer = await service.post('/webhooks/ses', body, { 'content-type': 'text/plain', ...headers });
  expect(answer).toMatchObject({ status, body: { code: expect.any(String) } });
});

test('forged messages that name certificates which do not exist answer 503, and are not errors of ours', async () => {
  const lines: string[] = [];
  const into = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  await using other = await startTestService({
    env: { RUN_WORKER: 'false' },
    overrides: { logger: pino({ level: 'warn' }, into) },
    subscribe: false,
  });
  for (let n = 0; n < 5; n += 1) {
    const name = randomUUID().replaceAll('-', '');
    const forged = {
      ...signedByTopic({}),
      SigningCertURL: `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${name}.pem`,
    };
    expect(await other.post('/webhooks/ses', forged)).toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    });
  }
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 40 }]);
});
