import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, emailTo } from '../../test/create-client.ts';
import { startSubscriber } from '../../test/start-subscriber.ts';
import { createSesSimulator, type SesSimulator } from '../create-ses-simulator.ts';

let simulator: SesSimulator;
beforeAll(async () => {
  simulator = await createSesSimulator({ eventDelayMs: 1, quota: { maxPerSecond: 1000 } });
});
beforeEach(() => {
  simulator.faults.clear();
  simulator.calls.clear();
  simulator.inbox.clear();
});
afterAll(() => simulator.close());

function send(attempt = 'a_1') {
  const EmailTags = [{ Name: 'attempt_id', Value: attempt }];
  return createClient(simulator.url).send(new SendEmailCommand(emailTo('a@example.org', { EmailTags })));
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
  await using subscriber = await startSubscriber({ fetchSns: simulator.fetchSns });
  await simulator.subscribe(subscriber.url);
  simulator.faults.set({ withholdEvents: 1 });
  await send('held_1');
  simulator.faults.set({ duplicateEvents: 1 });
  await send('twice_1');
  await simulator.idle();
  const seen = subscriber.events().map(({ eventType, mail }) => `${mail.tags?.attempt_id} ${eventType}`);
  expect(seen.toSorted()).toEqual(['twice_1 Delivery', 'twice_1 Delivery', 'twice_1 Send', 'twice_1 Send']);
  const notifications = subscriber.posted.filter(({ message }) => message.Type === 'Notification');
  expect(new Set(notifications.map(({ message }) => message.MessageId)).size).toBe(2);
});
