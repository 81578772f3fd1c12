import { request } from 'node:http';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, emailTo } from '../../test/create-client.ts';
import { startSubscriber } from '../../test/start-subscriber.ts';
import { createSesSimulator, type SesSimulator } from '../create-ses-simulator.ts';

let simulator: SesSimulator;
beforeAll(async () => {
  simulator = await createSesSimulator({ quota: { maxPerSecond: 1000 } });
});
afterAll(() => simulator.close());

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${simulator.url}/_simulator${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

test('the inbox is listed newest first, filtered, read and emptied', async () => {
  const client = createClient(simulator.url);
  await client.send(new SendEmailCommand(emailTo('ana@example.org')));
  const { MessageId } = await client.send(new SendEmailCommand(emailTo('ben@example.org')));

  const all = await call('GET', '/inbox');
  expect(all.body.messages.map(({ to }: { to: string[] }) => to[0])).toEqual([
    'ben@example.org',
    'ana@example.org',
  ]);
  expect((await call('GET', '/inbox?limit=1')).body.messages).toHaveLength(1);
  expect((await call('GET', '/inbox?to=ANA@example.org')).body.messages).toHaveLength(1);
  expect((await call('GET', `/inbox/${MessageId}`)).body).toMatchObject({
    messageId: MessageId,
    subject: 'Your appointment',
    html: '<p>See you on Friday.</p>',
  });
  expect((await call('DELETE', '/inbox')).status).toBe(204);
  expect((await call('GET', '/inbox')).body).toEqual({ messages: [] });
  expect((await call('GET', `/inbox/${MessageId}`)).status).toBe(404);
});

test('calls are counted by attempt and by email', async () => {
  await call('DELETE', '/calls');
  const EmailTags = [
    { Name: 'email_id', Value: 'e-1' },
    { Name: 'attempt_id', Value: 'e-1_2' },
  ];
  await createClient(simulator.url).send(new SendEmailCommand(emailTo('ana@example.org', { EmailTags })));
  expect((await call('GET', '/calls')).body).toEqual({
    total: { received: 1, accepted: 1 },
    byAttemptId: { 'e-1_2': { received: 1, accepted: 1 } },
    byEmailId: { 'e-1': { received: 1, accepted: 1 } },
    busiestSecond: 1,
  });
  expect((await call('GET', '/calls?attempt_id=e-1_2')).body).toEqual({ received: 1, accepted: 1 });
  expect((await call('GET', '/calls?email_id=none')).body).toEqual({ received: 0, accepted: 0 });
});

test('faults and account are read and changed in part', async () => {
  expect((await call('PUT', '/faults', { throttle: 3 })).body).toMatchObject({ throttle: 3, delayMs: 0 });
  expect((await call('PUT', '/faults', { throttle: 0 })).body).toMatchObject({ throttle: 0 });
  const changed = await call('PUT', '/account', { sandbox: true, quota: { maxPerSecond: 7 } });
  expect(changed.body).toMatchObject({ sandbox: true, quota: { max24Hours: 50_000, maxPerSecond: 7 } });
  expect((await call('PUT', '/account', { sandbox: false })).body).toMatchObject({ sandbox: false });
  expect((await call('GET', '/account')).body).toMatchObject({ quota: { maxPerSecond: 7 } });
});

test('faults and outcomes are taken back, one by one or all at once', async () => {
  await call('PUT', '/faults', { throttle: 3, random: { seed: 4, failBefore: 0.5 } });
  expect((await call('GET', '/faults')).body).toMatchObject({
    throttle: 3,
    random: { seed: 4, failBefore: 0.5, throttle: 0 },
  });
  expect((await call('DELETE', '/faults')).status).toBe(204);
  expect((await call('GET', '/faults')).body).toMatchObject({ throttle: 0, random: { failBefore: 0 } });

  await call('PUT', '/outcomes', { 'Gone@example.org': 'bounced', 'example.net': 'delayed' });
  await call('PUT', '/outcomes', { 'example.net': null });
  expect((await call('GET', '/outcomes')).body).toEqual({ 'gone@example.org': 'bounced' });
  expect((await call('DELETE', '/outcomes')).status).toBe(204);
  expect((await call('GET', '/outcomes')).body).toEqual({});
});

test('the channel to all subscribers is taken down and up', async () => {
  expect((await call('PUT', '/topic', { held: true })).body).toMatchObject({ held: true });
  expect((await call('PUT', '/topic', { held: false })).body).toMatchObject({ held: false });
});

test('a subscriber can be added from outside', async () => {
  await using subscriber = await startSubscriber({ fetchSns: simulator.fetchSns });
  const added = await call('POST', '/topic/subscriptions', { endpoint: subscriber.url });
  expect(added.status).toBe(202);
  await simulator.subscribe(subscriber.url);
  expect((await call('GET', '/topic')).body).toMatchObject({
    arn: simulator.topicArn,
    subscriptions: [{ endpoint: subscriber.url, confirmed: true }],
  });
});

test.each([
  ['PUT', '/faults', { throttle: -1 }, /^throttle: /],
  ['PUT', '/faults', { explode: 1 }, /explode/],
  ['PUT', '/account', { quota: { maxPerSecond: 0 } }, /^quota\.maxPerSecond: /],
  ['GET', '/inbox?limit=x', undefined, /^limit: /],
  ['PUT', '/faults', { random: { throttle: 2 } }, /^random\.throttle: /],
  ['PUT', '/outcomes', { 'a@example.org': 'eaten' }, /^a@example\.org: /],
  ['PUT', '/account', { review: 'MAYBE' }, /^review: /],
  ['POST', '/topic/subscriptions', {}, /^Name either an endpoint or a queue\.$/],
  ['POST', '/topic/subscriptions', { queue: 'no good' }, /^A queue name has /],
  ['POST', '/topic/subscriptions', { endpoint: 'ftp://example.org' }, /^endpoint: /],
])('%s %s with bad input %j is one sentence', async (method, path, body, sentence) => {
  const answer = await call(method, path, body);
  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ message: expect.stringMatching(sentence) });
});

test('a malformed path is answered without a stack', async () => {
  const response = await fetch(`${simulator.url}/messages/%E0%A4%A`);
  expect([response.status, await response.json()]).toEqual([400, { message: 'The path is malformed.' }]);
});

test.each([
  ['attacker.example', 403],
  ['127.0.0.1.attacker.example', 403],
  ['localhost:8089', 200],
  ['sns.us-east-1.amazonaws.com', 200],
])('a request for the host %s is answered %i', async (host, status) => {
  const { port } = new URL(simulator.url);
  const answered = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: '/_simulator/inbox', headers: { host } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    sent.on('error', reject).end();
  });
  expect(answered).toBe(status);
});
