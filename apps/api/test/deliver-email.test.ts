import { attemptTag } from '@carepost/contracts';
import { DeliveryError } from '@carepost/mailer';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sweep } from '../src/delivery/sweep.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
beforeEach(() => {
  service.simulator.faults.clear();
});
afterAll(() => service[Symbol.asyncDispose]());

const message = {
  template: 'welcome',
  props: { firstName: 'Ada', signInUrl: 'https://portal.example/sign-in' },
} as const;
const send = async (to = 'ada@example.com') => (await service.client.emails.send.mutate({ to, message })).id;
const kinds = async (id: string) =>
  (await service.client.emails.timeline.query({ id })).entries.map(({ kind }) => kind);

test('a throttled call is tried again and is not a failure', async () => {
  service.simulator.faults.set({ throttle: 2 });
  const id = await send();
  await service.until(id, 'delivered');
  expect((await kinds(id)).filter((kind) => kind === 'not_sent')).toHaveLength(2);
  expect(service.simulator.calls.ofEmail(id)).toEqual({ received: 3, accepted: 1 });
});

test('1: accepted, then reset: one call, unknown until the provider’s event proves it sent', async () => {
  service.simulator.faults.set({ resetAfterAccept: 1 });
  const id = await send();
  await service.until(id, 'delivered');
  await service.simulator.idle();
  expect(service.simulator.calls.ofEmail(id)).toEqual({ received: 1, accepted: 1 });
  expect(await service.client.emails.get.query({ id })).toMatchObject({ error: null, fix: null });
});

test('accepted, then reset, and no event ever: the email stays unknown and is not sent again', async () => {
  service.simulator.faults.set({ resetAfterAccept: 1, withholdEvents: 1 });
  const id = await send();
  await service.until(id, 'unknown');
  await sweep(service.context);
  expect(await service.client.emails.get.query({ id })).toMatchObject({
    status: 'unknown',
    error: 'connection_lost',
  });
  expect(service.simulator.calls.ofEmail(id)).toEqual({ received: 1, accepted: 1 });
});

test('a 500 is unknown, for the provider may have taken it', async () => {
  service.simulator.faults.set({ failBefore: 1 });
  const id = await send();
  await service.until(id, 'unknown');
  expect(await service.client.emails.get.query({ id })).toMatchObject({ error: 'provider_error' });
});

test('a refused recipient ends as failed with the guide’s sentence and fix', async () => {
  service.simulator.account.change({ sandbox: true });
  const id = await send('stranger@example.com');
  await service.until(id, 'failed');
  service.simulator.account.change({ sandbox: false });
  expect(await service.client.emails.get.query({ id })).toMatchObject({
    error: 'address_not_verified',
    fix: expect.stringContaining('request production access'),
  });
});

test('a connection that is refused sent nothing and is tried again', async () => {
  let calls = 0;
  await using flaky = await startTestService({
    overrides: {
      transport: {
        name: 'memory',
        send: async () => {
          calls += 1;
          if (calls === 1) throw new DeliveryError('connection_failed');
          return { providerMessageId: `memory-${calls}` };
        },
        close: async () => {},
      },
    },
  });
  const { id } = await flaky.client.emails.send.mutate({ to: 'a@b.co', message });
  await flaky.until(id, 'sent');
  expect(calls).toBe(2);
});

test('attempts carry their name to the provider', async () => {
  const id = await send('tags@example.com');
  await service.until(id, 'delivered');
  expect(service.simulator.calls.ofAttempt(attemptTag(id, 1))).toEqual({ received: 1, accepted: 1 });
});
