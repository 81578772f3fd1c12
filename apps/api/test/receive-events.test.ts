import { createSesSimulator, createSigningKey } from '@carepost/ses-simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
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

test('every event delivered twice is kept once', async () => {
  service.simulator.faults.set({ duplicateEvents: 1 });
  const id = await send('twice@example.com');
  await service.until(id, 'delivered');
  await service.simulator.idle();
  service.simulator.faults.clear();
  const { database } = service.context;
  expect(await database.prisma.event.count({ where: { emailId: id } })).toBe(2);
});

test('a message that another account signed for its own topic is refused, and nothing is fetched for it', async () => {
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

test.each([
  ['no JSON', 'hello'],
  ['no SNS message', '{"Type":"Notification"}'],
  ['an array', '[]'],
])('%s answers 403', async (_, body) => {
  expect(await service.post('/webhooks/ses', body, { 'content-type': 'text/plain' })).toMatchObject({
    status: 403,
  });
});
