import { X509Certificate } from 'node:crypto';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { createClient, emailTo } from '../../test/create-client.ts';
import { startSubscriber } from '../../test/start-subscriber.ts';
import { createSesSimulator, type SesSimulator } from '../create-ses-simulator.ts';
import type { SimulatorOptions } from '../settings.ts';

const start = (options: SimulatorOptions = {}) =>
  createSesSimulator({ eventDelayMs: 1, retryDelayMs: () => 5, ...options });

const send = (simulator: SesSimulator, to = 'success@simulator.amazonses.com') =>
  createClient(simulator.url).send(new SendEmailCommand(emailTo(to)));

const types = (posted: { message: { Type: string } }[]) => posted.map(({ message }) => message.Type);

test('an endpoint confirms first, and then gets notifications it can verify', async () => {
  await using simulator = await start();
  await using subscriber = await startSubscriber({ fetchSns: simulator.fetchSns });
  await simulator.subscribe(subscriber.url);
  await send(simulator);
  await simulator.idle();

  expect(types(subscriber.posted)).toEqual(['SubscriptionConfirmation', 'Notification', 'Notification']);
  for (const { message, headers, verified } of subscriber.posted) {
    expect(verified).toBe(true);
    expect(message.SignatureVersion).toBe('2');
    expect(message.SigningCertURL).toMatch(
      /^https:\/\/sns\.us-east-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
    );
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=UTF-8',
      'x-amz-sns-message-type': message.Type,
      'x-amz-sns-message-id': message.MessageId,
      'x-amz-sns-topic-arn': simulator.topicArn,
    });
  }
});

test('signature version 1 verifies as SHA-1', async () => {
  await using simulator = await start({ signatureVersion: '1' });
  await using subscriber = await startSubscriber({ fetchSns: simulator.fetchSns });
  await simulator.subscribe(subscriber.url);
  expect(subscriber.posted[0]).toMatchObject({ verified: true, message: { SignatureVersion: '1' } });
});

test('the certificate is X.509 for the SNS host of the region, with an RSA key of 2,048 bits', async () => {
  await using simulator = await start({ region: 'eu-west-1' });
  await using subscriber = await startSubscriber({ fetchSns: simulator.fetchSns });
  await simulator.subscribe(subscriber.url);
  const url = subscriber.posted[0]?.message.SigningCertURL ?? '';
  const certificate = new X509Certificate(await (await simulator.fetchSns(url)).text());
  expect(certificate.subject).toBe('CN=sns.eu-west-1.amazonaws.com');
  expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
});

test('an endpoint that does not confirm gets no notification', async () => {
  await using simulator = await start();
  await using silent = await startSubscriber({ fetchSns: simulator.fetchSns, confirm: false });
  await using confirming = await startSubscriber({ fetchSns: simulator.fetchSns });
  void simulator.subscribe(silent.url);
  await Promise.all([silent.until((posted) => posted.length > 0), simulator.subscribe(confirming.url)]);
  await send(simulator);
  await simulator.idle();
  expect(confirming.events()).toHaveLength(2);
  expect(new Set(types(silent.posted))).toEqual(new Set(['SubscriptionConfirmation']));
});

test('events of the time before the confirmation are dropped as AWS does, or held when asked to', async () => {
  const received: number[] = [];
  for (const unconfirmedEvents of ['drop', 'hold'] as const) {
    await using simulator = await start({ unconfirmedEvents });
    await using subscriber = await startSubscriber({ fetchSns: simulator.fetchSns, confirm: false });
    const confirmed = simulator.subscribe(subscriber.url);
    await subscriber.until((posted) => posted.length > 0);
    await send(simulator);
    await simulator.idle();
    const message = subscriber.posted[0]?.message;
    if (message?.Type !== 'SubscriptionConfirmation') throw new TypeError('no confirmation');
    await simulator.fetchSns(message.SubscribeURL);
    await confirmed;
    await simulator.idle();
    received.push(subscriber.events().length);
  }
  expect(received).toEqual([0, 2]);
});

test('an endpoint that starts after the simulator is asked again until it confirms', async () => {
  await using simulator = await start();
  const placeholder = await startSubscriber({ fetchSns: simulator.fetchSns });
  await placeholder.close();
  const confirmed = simulator.subscribe(placeholder.url);
  await using _late = await startSubscriber({ fetchSns: simulator.fetchSns, port: placeholder.port });
  await confirmed;
});

test('a wrong token or topic confirms nothing', async () => {
  await using simulator = await start();
  const url = (query: string) => `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&${query}`;
  const wrongToken = await simulator.fetchSns(url(`TopicArn=${simulator.topicArn}&Token=abc`));
  expect([wrongToken.status, await wrongToken.text()]).toEqual([
    400,
    expect.stringContaining('InvalidParameter'),
  ]);
  const wrongTopic = await simulator.fetchSns(url('TopicArn=arn:aws:sns:us-east-1:1:other&Token=abc'));
  expect(wrongTopic.status).toBe(404);
});

test('an event that is answered with an error is posted again under the same MessageId', async () => {
  await using simulator = await start();
  await using subscriber = await startSubscriber({
    fetchSns: simulator.fetchSns,
    status: (count, { Type }) => (Type === 'Notification' && count <= 4 ? 500 : 200),
  });
  await simulator.subscribe(subscriber.url);
  await send(simulator);
  await simulator.idle();
  const notifications = subscriber.posted.filter(({ message }) => message.Type === 'Notification');
  expect(notifications).toHaveLength(5);
  expect(new Set(notifications.map(({ message }) => message.MessageId)).size).toBe(2);
  expect(notifications.every(({ verified }) => verified)).toBe(true);
});

test('events wait for an endpoint that is down, and all arrive when it is back', async () => {
  await using simulator = await start();
  const first = await startSubscriber({ fetchSns: simulator.fetchSns });
  await simulator.subscribe(first.url);
  await first.close();
  for (const to of ['a@example.org', 'b@example.org', 'c@example.org']) await send(simulator, to);
  await using again = await startSubscriber({ fetchSns: simulator.fetchSns, port: first.port });
  await simulator.idle();
  const events = again.events().map(({ eventType, mail }) => `${eventType} ${mail.destination[0]}`);
  expect(events.toSorted()).toEqual(
    ['Send', 'Delivery']
      .flatMap((type) => ['a', 'b', 'c'].map((name) => `${type} ${name}@example.org`))
      .toSorted(),
  );
});

test('a message that is refused does not hold up the others', async () => {
  await using simulator = await start();
  let seen = 0;
  await using subscriber = await startSubscriber({
    fetchSns: simulator.fetchSns,
    status: (_count, { Type, Message }) => {
      if (Type !== 'Notification') return 200;
      if (Message.includes('bad@example.org')) return seen === 2 ? 200 : 500;
      seen += 1;
      return 200;
    },
  });
  await simulator.subscribe(subscriber.url);
  await send(simulator, 'bad@example.org');
  await send(simulator, 'good@example.org');
  await simulator.idle();
  expect(subscriber.events().at(-1)?.mail.destination).toEqual(['bad@example.org']);
});

test('only the SNS host of its region is mapped to the simulator', async () => {
  await using simulator = await start();
  await expect(simulator.fetchSns('https://sns.s3-us-west-2.amazonaws.com/x.pem')).rejects.toThrow(TypeError);
  await expect(simulator.fetchSns('http://sns.us-east-1.amazonaws.com/x.pem')).rejects.toThrow(TypeError);
});
