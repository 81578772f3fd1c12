import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { sesEvent, snsMessage } from '@carepost/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, emailTo } from '../../test/create-client.ts';
import { startSubscriber } from '../../test/start-subscriber.ts';
import { createSesSimulator, type SesSimulator } from '../create-ses-simulator.ts';
import { createSigningKey, type SigningKey } from '../sns/signing-key.ts';

let simulator: SesSimulator;
let signingKey: SigningKey;
beforeAll(async () => {
  signingKey = await createSigningKey();
  simulator = await createSesSimulator({ signingKey, eventDelayMs: 1, quota: { maxPerSecond: 1000 } });
});
beforeEach(() => {
  simulator.faults.clear();
  simulator.calls.clear();
  simulator.inbox.clear();
});
afterAll(() => simulator.close());

function send(attempt = 'a_1', to = simulator) {
  const EmailTags = [{ Name: 'attempt_id', Value: attempt }];
  return createClient(to.url).send(new SendEmailCommand(emailTo('a@example.org', { EmailTags })));
}

test('throttle refuses the next n and no more', async () => {
  simulator.faults.set({ throttle: 2 });
  for (let n = 0; n < 2; n += 1) {
    await expect(send()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  }
  await send();
  expect(simulator.calls.ofAttempt('a_1')).toEqual({ received: 3, accepted: 1 });
});

test('failBefore answers 500 and accepts nothing', async () => {
  simulator.faults.set({ failBefore: 1 });
  await expect(send()).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
  expect(simulator.inbox.count).toBe(0);
  await send();
});

test('resetAfterAccept breaks the connection of a message that was accepted once', async () => {
  simulator.faults.set({ resetAfterAccept: 1 });
  await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(simulator.calls.ofAttempt('a_1')).toEqual({ received: 1, accepted: 1 });
  expect(simulator.inbox.count).toBe(1);
});

test('delayMs holds back the answer of a message that is already accepted', { timeout: 30_000 }, async () => {
  simulator.faults.set({ delayMs: 600_000 });
  const client = createClient(simulator.url);
  const abort = new AbortController();
  const call = client.send(new SendEmailCommand(emailTo('a@example.org')), { abortSignal: abort.signal });
  await expect.poll(() => simulator.inbox.count, { timeout: 20_000 }).toBe(1);
  abort.abort();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
});

test('withholdEvents reports nothing of one message, duplicateEvents everything twice', async () => {
  await using own = await createSesSimulator({ signingKey, eventDelayMs: 5 });
  await using subscriber = await startSubscriber({ fetchSns: own.fetchSns });
  await own.subscribe(subscriber.url);
  own.faults.set({ withholdEvents: 1 });
  await send('held_1', own);
  own.faults.set({ duplicateEvents: 1 });
  await send('twice_1', own);
  await own.idle();
  const seen = subscriber.events().map(({ eventType, mail }) => `${mail.tags?.attempt_id} ${eventType}`);
  expect(seen.toSorted()).toEqual(['twice_1 Delivery', 'twice_1 Delivery', 'twice_1 Send', 'twice_1 Send']);
  const notifications = subscriber.posted.filter(({ message }) => message.Type === 'Notification');
  expect(new Set(notifications.map(({ message }) => message.MessageId)).size).toBe(2);
});

test('resetBefore breaks the connection of a message that was not accepted', async () => {
  simulator.faults.set({ resetBefore: 1 });
  await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(simulator.calls.ofAttempt('a_1')).toEqual({ received: 1, accepted: 0 });
  await send();
});

test('failAfterAccept answers 500 for a message that was accepted once', async () => {
  simulator.faults.set({ failAfterAccept: 1 });
  await expect(send()).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
  expect(simulator.calls.ofAttempt('a_1')).toEqual({ received: 1, accepted: 1 });
});

test('dailyQuota answers as SES does when the quota of the day is used up', async () => {
  simulator.faults.set({ dailyQuota: 1 });
  await expect(send()).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    message: 'Daily message quota exceeded.',
  });
  await send();
});

test('reorderEvents reports the end before the beginning, with the times at which both happened', async () => {
  await using own = await createSesSimulator({ signingKey, eventDelayMs: 5, queues: ['events'] });
  const sqs = new SQSClient({
    endpoint: own.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'carepost-simulator', secretAccessKey: 'carepost-simulator' },
  });
  own.faults.set({ reorderEvents: 1 });
  await send('turned_1', own);
  await own.idle();
  await send('straight_1', own);
  await own.idle();
  // A queue, since two posts to a webhook may overtake each other.
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: own.subscribeQueue('events'), MaxNumberOfMessages: 10 }),
  );
  const seen = Messages.map(({ Body = '' }) =>
    sesEvent.parse(JSON.parse(snsMessage.parse(JSON.parse(Body)).Message)),
  );
  expect(seen.map(({ eventType }) => eventType)).toEqual(['Delivery', 'Send', 'Send', 'Delivery']);
  const [first] = seen;
  expect(Date.parse(first?.delivery?.timestamp ?? '') - Date.parse(first?.mail.timestamp ?? '')).toBe(10);
});

test('republishEvents publishes everything twice, under SNS ids of their own', async () => {
  await using own = await createSesSimulator({ signingKey, eventDelayMs: 5 });
  await using subscriber = await startSubscriber({ fetchSns: own.fetchSns });
  await own.subscribe(subscriber.url);
  own.faults.set({ republishEvents: 1 });
  await send(undefined, own);
  await own.idle();
  expect(subscriber.events()).toHaveLength(4);
  const notifications = subscriber.posted.filter(({ message }) => message.Type === 'Notification');
  expect(new Set(notifications.map(({ message }) => message.MessageId)).size).toBe(4);
});

test('delayEventsMs holds back events, not the answer', async () => {
  await using own = await createSesSimulator({ signingKey, eventDelayMs: 5 });
  await using subscriber = await startSubscriber({ fetchSns: own.fetchSns });
  await own.subscribe(subscriber.url);
  own.faults.set({ delayEventsMs: 600_000 });
  await send('late_1', own);
  own.faults.set({ delayEventsMs: 0 });
  await send('prompt_1', own);
  await subscriber.until((posted) => posted.length === 3);
  expect(subscriber.events().map(({ mail }) => mail.tags?.attempt_id)).toEqual([['prompt_1'], ['prompt_1']]);
});

test('held events reach nobody until they are released', async () => {
  await using held = await createSesSimulator({ signingKey, eventDelayMs: 1 });
  await using subscriber = await startSubscriber({ fetchSns: held.fetchSns });
  await held.subscribe(subscriber.url);
  held.holdEvents();
  await createClient(held.url).send(new SendEmailCommand(emailTo('a@example.org')));
  const topic = async () => (await fetch(`${held.url}/_simulator/topic`)).json();
  await expect.poll(topic).toMatchObject({ held: true, subscriptions: [{ waiting: 2 }] });
  expect(subscriber.events()).toEqual([]);
  held.releaseEvents();
  await held.idle();
  expect(subscriber.events()).toHaveLength(2);
});

test('random faults come from a seed: the same run twice has the same faults, another seed has others', async () => {
  async function run(seed: number): Promise<string[]> {
    const random = { seed, throttle: 0.2, failBefore: 0.1, resetBefore: 0.1, resetAfterAccept: 0.1 };
    simulator.faults.set({ random });
    const outcomes: string[] = [];
    for (let n = 0; n < 60; n += 1) {
      outcomes.push(
        await send(`r_${seed}_${n}`).then(
          () => 'sent',
          (error) => error.code ?? error.name,
        ),
      );
    }
    return outcomes;
  }
  const first = await run(7);
  expect(new Set(first)).toEqual(
    new Set(['sent', 'TooManyRequestsException', 'InternalFailure', 'ECONNRESET']),
  );
  expect(await run(7)).toEqual(first);
  expect(await run(8)).not.toEqual(first);
});

test('the summary says in one answer what was accepted more than once, and how fast', async () => {
  await send('once_1');
  await send('twice_1');
  await send('twice_1');
  simulator.faults.set({ throttle: 1 });
  await send('never_1').catch(() => undefined);
  const { attempts, recipients, total } = simulator.calls.summary();
  expect(total).toEqual({ received: 4, accepted: 3 });
  expect(attempts).toEqual({ seen: 3, accepted: 2, acceptedMoreThanOnce: 1, examples: ['twice_1'] });
  expect(recipients).toMatchObject({ requested: 4, accepted: 3 });
  const perSecond = recipients.acceptedPerSecond.map(({ recipients: count }) => count);
  expect(perSecond.reduce((sum, count) => sum + count, 0)).toBe(3);
  expect(await (await fetch(`${simulator.url}/_simulator/calls/summary`)).json()).toMatchObject({ total });
});
