import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emailTo } from '../../test/create-client.ts';
import { startWatchedSimulator, typesOf, type WatchedSimulator } from '../../test/start-watched-simulator.ts';

let watched: WatchedSimulator;
beforeAll(async () => {
  watched = await startWatchedSimulator();
});
afterAll(() => watched[Symbol.asyncDispose]());

const HTML =
  '<p><a href="https://example.com/a">A</a> <a class="b" href="https://example.com/b?x=1&amp;y=2">B</a></p>';

async function send(Body: object = { Html: { Data: HTML } }, to: string | string[] = 'ana@example.org') {
  const Content = { Simple: { Subject: { Data: 's' }, Body } };
  const { MessageId = '' } = await watched.client.send(new SendEmailCommand(emailTo(to, { Content })));
  return MessageId;
}

async function report(messageId: string, event: object) {
  const response = await fetch(`${watched.simulator.url}/_simulator/inbox/${messageId}/events`, {
    method: 'POST',
    body: JSON.stringify(event),
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, body: await response.json() };
}

test('a message is opened, and its links are clicked', async () => {
  const id = await send();
  expect(await report(id, { event: 'Open' })).toEqual({ status: 200, body: { published: true } });
  await report(id, { event: 'Click' });
  await report(id, { event: 'Click', link: 'https://example.com/b?x=1&y=2' });
  const events = await watched.eventsOf(id);
  expect(typesOf(events)).toEqual(['Click', 'Click', 'Delivery', 'Open', 'Send']);
  const clicks = events.flatMap((event) => ('click' in event ? [event.click] : []));
  expect(clicks.map((click) => Object(click).link).toSorted()).toEqual([
    'https://example.com/a',
    'https://example.com/b?x=1&y=2',
  ]);
});

test('a delay, a late bounce and a complaint name their recipient, and suppress it', async () => {
  const id = await send(undefined, ['ana@example.org', 'ben@example.org']);
  await report(id, { event: 'DeliveryDelay' });
  await report(id, { event: 'Bounce', recipient: 'Ben@example.org' });
  watched.simulator.report(id, { event: 'Complaint' });
  const events = await watched.eventsOf(id);
  expect(events.find(({ deliveryDelay }) => deliveryDelay)?.deliveryDelay).toMatchObject({
    delayType: 'TransientCommunicationFailure',
    delayedRecipients: [{ emailAddress: 'ana@example.org' }],
  });
  expect(events.find(({ bounce }) => bounce)?.bounce?.bouncedRecipients).toMatchObject([
    { emailAddress: 'ben@example.org' },
  ]);
  expect(watched.simulator.suppression.get('ben@example.org')?.reason).toBe('BOUNCE');
  expect(watched.simulator.suppression.get('ana@example.org')?.reason).toBe('COMPLAINT');
});

test('an address whose outcome is a delay is delayed and then delivered', async () => {
  const response = await fetch(`${watched.simulator.url}/_simulator/outcomes`, {
    method: 'PUT',
    body: JSON.stringify({ 'slow.example': 'delayed' }),
    headers: { 'content-type': 'application/json' },
  });
  expect(await response.json()).toEqual({ 'slow.example': 'delayed' });
  const id = await send(undefined, 'ana@slow.example');
  expect(typesOf(await watched.eventsOf(id))).toEqual(['Delivery', 'DeliveryDelay', 'Send']);
});

test('a message nobody follows is reported to nobody', async () => {
  await using silent = await startWatchedSimulator({ defaultConfigurationSet: null });
  const { MessageId = '' } = await silent.client.send(new SendEmailCommand(emailTo('ana@example.org')));
  expect(silent.simulator.report(MessageId, { event: 'Open' })).toBe(false);
});

test('what cannot happen is refused in one sentence', async () => {
  const id = await send({ Text: { Data: 'plain' } });
  for (const [event, message] of [
    [{ event: 'Open' }, /without HTML/],
    [{ event: 'Click' }, /^link: /],
    [{ event: 'Bounce', recipient: 'x@example.org' }, /^recipient: /],
    [{ event: 'Explode' }, /^event: /],
  ] as const) {
    expect(await report(id, event)).toEqual({
      status: 400,
      body: { message: expect.stringMatching(message) },
    });
  }
  expect((await report('none', { event: 'Open' })).status).toBe(404);
});
