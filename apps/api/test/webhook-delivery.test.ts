import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimDeliveries } from '../src/webhooks/claim-deliveries.ts';
import { deleteEndpoint } from '../src/webhooks/delete-endpoint.ts';
import { createDispatcher } from '../src/webhooks/dispatch-webhooks.ts';
import { forgetOldWebhooks } from '../src/webhooks/forget-old-webhooks.ts';
import { settleDelivery } from '../src/webhooks/settle-delivery.ts';
import { startTestService, type TestService } from './service.ts';
import { answering, openReceiver } from './webhook-receiver.ts';

// Delivery step by step: no worker runs, and the clock of the schedule is turned by hand.
let service: TestService;
let turnedMs = 0;
beforeAll(async () => {
  service = await startTestService({
    env: { RUN_WORKER: 'false' },
    subscribe: false,
    overrides: { now: () => new Date(Date.now() + turnedMs) },
  });
});
afterAll(() => service[Symbol.asyncDispose]());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A receiver with an endpoint of its own, both gone after the test. */
async function openEndpoint() {
  const receiver = await openReceiver();
  const close = receiver[Symbol.asyncDispose];
  const { webhooks } = service.client;
  const { id } = (await webhooks.create.mutate({ url: receiver.url })).endpoint;
  return Object.assign(receiver, {
    id,
    send: async () => (await webhooks.sendTest.mutate({ id })).deliveryId,
    state: () => webhooks.get.query({ id }),
    delivery: async (deliveryId: string) => {
      const { deliveries } = await webhooks.deliveries.query({ id, limit: 100 });
      return deliveries.find((delivery) => delivery.id === deliveryId);
    },
    async [Symbol.asyncDispose]() {
      await webhooks.delete.mutate({ id });
      await close();
    },
  });
}

/** Delivers all that is due by now. */
async function run(): Promise<void> {
  const dispatcher = createDispatcher(service.context);
  dispatcher.wake();
  await dispatcher.idle();
  await dispatcher.stop();
}
const turnTo = (time: string | null | undefined) => {
  if (!time) throw new Error('there is nothing to wait for');
  turnedMs = Math.max(turnedMs, Date.parse(time) - Date.now() + 1);
};
const expireLeases = () =>
  service.context.database.prisma
    .$executeRaw`UPDATE "WebhookDelivery" SET "leaseUntil" = now() - interval '1 second' WHERE "leaseUntil" IS NOT NULL`;

test('a failing endpoint is tried ten times over three days, under one id, and then no more', async () => {
  await using endpoint = await openEndpoint();
  endpoint.answer = answering(500);
  const id = await endpoint.send();
  const waits: number[] = [];
  for (let attempts = 1; attempts <= 10; attempts += 1) {
    await run();
    const delivery = await endpoint.delivery(id);
    expect(delivery).toMatchObject({ attempts, lastStatus: 500, lastError: 'status' });
    if (delivery?.nextAt) waits.push(Date.parse(delivery.nextAt) - (Date.now() + turnedMs));
    if (delivery?.status === 'pending') turnTo(delivery.nextAt);
  }
  const hours = [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24];
  expect(waits).toHaveLength(hours.length);
  for (const [index, wait] of waits.entries()) {
    expect(wait / HOUR / (hours[index] ?? 0)).toBeGreaterThan(0.8);
    expect(wait / HOUR / (hours[index] ?? 0)).toBeLessThan(1.11);
  }
  expect(await endpoint.delivery(id)).toMatchObject({ status: 'failed', nextAt: null });
  turnedMs += 30 * HOUR;
  await run();
  expect(endpoint.received).toHaveLength(10);
  expect(new Set(endpoint.received.map((request) => request.id)).size).toBe(1);
  expect(new Set(endpoint.received.map((request) => request.body)).size).toBe(1);
  expect(new Set(endpoint.received.map((request) => request.headers['webhook-timestamp'])).size).toBe(10);
});

test('410 disables the endpoint at once; what waited is cancelled and can be replayed when it is enabled again', async () => {
  await using endpoint = await openEndpoint();
  endpoint.answer = answering(503);
  const waiting = await endpoint.send();
  await run();
  endpoint.answer = answering(410);
  const last = await endpoint.send();
  await run();
  expect(await endpoint.state()).toMatchObject({ enabled: false, disabledReason: 'gone' });
  expect(await endpoint.delivery(waiting)).toMatchObject({ status: 'cancelled', nextAt: null });
  expect(await endpoint.delivery(last)).toMatchObject({ status: 'cancelled', lastStatus: 410 });
  await expect(endpoint.send()).rejects.toThrow('This webhook endpoint is disabled: enable it first.');
  const { webhooks } = service.client;
  const since = new Date(0).toISOString();
  await expect(webhooks.replayFailed.mutate({ id: endpoint.id, since })).rejects.toThrow('disabled');

  endpoint.answer = answering(204);
  await webhooks.update.mutate({ id: endpoint.id, enabled: true });
  expect(await webhooks.replayFailed.mutate({ id: endpoint.id, since })).toEqual({
    replayed: 2,
    more: false,
  });
  await run();
  expect(await endpoint.delivery(waiting)).toMatchObject({
    status: 'delivered',
    attempts: 1,
    lastStatus: 204,
  });
  expect(await endpoint.delivery(last)).toMatchObject({ status: 'delivered', lastError: null });
});

test('an endpoint without a success for five days is disabled, and audited', async () => {
  await using endpoint = await openEndpoint();
  endpoint.answer = answering(500);
  const id = await endpoint.send();
  await run();
  turnedMs += 5 * DAY;
  // After a long silence it gets half an hour before it is given up.
  for (const attempts of [2, 3]) {
    await run();
    expect(await endpoint.delivery(id)).toMatchObject({ status: 'pending', attempts });
    turnTo((await endpoint.delivery(id))?.nextAt);
  }
  await run();
  expect(await endpoint.state()).toMatchObject({ enabled: false, disabledReason: 'failing' });
  expect(await endpoint.delivery(id)).toMatchObject({ status: 'cancelled', attempts: 4 });
  const entry = { action: 'webhook.disabled', target: endpoint.id, actor: 'carepost' };
  expect(await service.context.database.prisma.auditEntry.count({ where: entry })).toBe(1);
});

test('one success forgets the failures before it', async () => {
  await using endpoint = await openEndpoint();
  endpoint.answer = answering(500);
  await endpoint.send();
  await run();
  expect((await endpoint.state()).failingSince).not.toBeNull();
  endpoint.answer = answering(200);
  turnedMs += 6 * DAY;
  await run();
  expect(await endpoint.state()).toMatchObject({ enabled: true, failingSince: null });
});

test('Retry-After of 429 and 503 holds the whole endpoint back, an hour at most', async () => {
  await using endpoint = await openEndpoint();
  for (const [status, header, pauseMs] of [
    [429, '120', 2 * MINUTE],
    [503, '31536000', HOUR],
  ] as const) {
    endpoint.answer = answering(status, { 'retry-after': header });
    const first = await endpoint.send();
    const before = Date.now() + turnedMs;
    await run();
    const { pausedUntil } = await endpoint.state();
    expect(Math.abs(Date.parse(pausedUntil ?? '') - before - pauseMs)).toBeLessThan(10_000);
    const second = await endpoint.send();
    endpoint.answer = answering(200);
    const seen = endpoint.received.length;
    await run();
    expect(endpoint.received).toHaveLength(seen);
    turnedMs += pauseMs + 1_000;
    await run();
    for (const id of [first, second])
      expect(await endpoint.delivery(id)).toMatchObject({ status: 'delivered' });
  }
});

test('a worker killed in its call: after the lease another delivers it, and the dead one has no say any more', async () => {
  await using endpoint = await openEndpoint();
  const id = await endpoint.send();
  const [dead] = await claimDeliveries(service.context, new Map(), 1);
  if (!dead) throw new Error('not claimed');
  await run();
  expect(endpoint.received).toHaveLength(0);
  await expireLeases();
  const [next] = await claimDeliveries(service.context, new Map(), 1);
  if (!next) throw new Error('not claimed again');
  expect(await settleDelivery(service.context, dead, { delivered: true, status: 200 })).toBe('lost');
  const failed = { delivered: false, error: 'timeout', status: null, pauseMs: undefined } as const;
  expect(await settleDelivery(service.context, dead, failed)).toBe('lost');
  expect(await endpoint.delivery(id)).toMatchObject({ status: 'pending', attempts: 2, lastError: null });
  await expireLeases();
  await run();
  expect(endpoint.received.map((request) => request.id)).toEqual([dead.messageId]);
  expect(await endpoint.delivery(id)).toMatchObject({ status: 'delivered', lastError: null });
  expect((await endpoint.state()).failingSince).toBeNull();
});

test('two workers on one table: every message goes out once', async () => {
  await using endpoint = await openEndpoint();
  for (let n = 0; n < 30; n += 1) await endpoint.send();
  await Promise.all([run(), run()]);
  expect(endpoint.received).toHaveLength(30);
  expect(new Set(endpoint.received.map((request) => request.id)).size).toBe(30);
});

test('a slow endpoint gets four calls at a time and holds nobody back', async () => {
  await using slow = await openEndpoint();
  await using fast = await openEndpoint();
  const open: ServerResponse[] = [];
  slow.answer = (response) => void open.push(response);
  for (let n = 0; n < 8; n += 1) await slow.send();
  for (let n = 0; n < 8; n += 1) await fast.send();
  const dispatcher = createDispatcher(service.context);
  dispatcher.wake();
  await fast.until(8);
  expect(slow.received).toHaveLength(4);
  slow.answer = answering(200);
  for (const response of open) response.end();
  await dispatcher.idle();
  expect(slow.received).toHaveLength(8);
  await dispatcher.stop();
});

test('an endpoint that fails gets one call at a time, after those that work', async () => {
  await using failing = await openEndpoint();
  await using working = await openEndpoint();
  failing.answer = answering(500);
  await failing.send();
  await run();
  const first = [await failing.send(), await failing.send()];
  const second = [await working.send(), await working.send()];
  const claim = async (free: number) =>
    (await claimDeliveries(service.context, new Map([[failing.id, 0]]), free)).map(({ id }) => id);
  expect(await claim(2)).toEqual(second);
  expect(await claim(10)).toEqual(first.slice(0, 1));
  expect(await claimDeliveries(service.context, new Map([[failing.id, 1]]), 10)).toEqual([]);
});

test('deliveries of an endpoint start in the order they were made', async () => {
  await using endpoint = await openEndpoint();
  const ids: string[] = [];
  for (let n = 0; n < 6; n += 1) ids.push(await endpoint.send());
  const claimed = await claimDeliveries(service.context, new Map(), 100);
  expect(claimed.map(({ id }) => id)).toEqual(ids.slice(0, 4));
});

test('a worker that stops gives back the call that does not end', async () => {
  await using endpoint = await openEndpoint();
  endpoint.answer = () => {};
  const id = await endpoint.send();
  const dispatcher = createDispatcher(service.context);
  dispatcher.wake();
  await endpoint.until(1);
  await dispatcher.stop();
  expect(await endpoint.delivery(id)).toMatchObject({ status: 'pending', attempts: 0, lastError: null });
  endpoint.answer = answering(200);
  await run();
  expect(await endpoint.delivery(id)).toMatchObject({ status: 'delivered' });
});

test('a receiver that wants to upgrade has failed like any other, and frees its place', async () => {
  await using endpoint = await openEndpoint();
  endpoint.answer = ({ socket }) =>
    void socket?.write('HTTP/1.1 101 x\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
  const id = await endpoint.send();
  await run();
  expect(await endpoint.delivery(id)).toMatchObject({
    status: 'pending',
    attempts: 1,
    lastStatus: 101,
    lastError: 'status',
  });
});

test('a signing secret that was altered signs nothing; rotating mends it', async () => {
  await using endpoint = await openEndpoint();
  const { database } = service.context;
  const row = await database.prisma.webhookEndpoint.findUniqueOrThrow({ where: { id: endpoint.id } });
  const sealedSecrets = row.sealedSecrets.with(-1, (row.sealedSecrets.at(-1) ?? 0) ^ 1);
  await database.prisma.webhookEndpoint.update({ where: { id: endpoint.id }, data: { sealedSecrets } });
  const id = await endpoint.send();
  await run();
  expect(await endpoint.delivery(id)).toMatchObject({ status: 'pending', lastError: 'secret_unreadable' });
  expect(endpoint.received).toHaveLength(0);
  await service.client.webhooks.rotateSecret.mutate({ id: endpoint.id });
  turnTo((await endpoint.delivery(id))?.nextAt);
  await run();
  expect(await endpoint.delivery(id)).toMatchObject({ status: 'delivered' });
});

test('a deleted endpoint takes its log with it, a long one too, and leaves what others were told', async () => {
  const { prisma } = service.context.database;
  await using kept = await openEndpoint();
  const receiver = await openReceiver();
  const { webhooks } = service.client;
  const { id } = (await webhooks.create.mutate({ url: receiver.url })).endpoint;
  const own = (await webhooks.sendTest.mutate({ id })).deliveryId;
  const shared = await prisma.webhookDelivery.findUniqueOrThrow({ where: { id: await kept.send() } });
  await prisma.$executeRaw`
    INSERT INTO "WebhookDelivery" ("id", "endpointId", "messageId", "projectId", "status", "createdAt")
    SELECT gen_random_uuid(), ${id}::uuid, message, ${shared.projectId}::uuid, 'delivered', now()
      FROM (SELECT ${shared.messageId}::uuid UNION ALL SELECT gen_random_uuid() FROM generate_series(1, 2100)) AS of(message)`;
  const { messageId } = await prisma.webhookDelivery.findUniqueOrThrow({ where: { id: own } });
  const stranger = { projectId: id, actor: 'test' };
  await expect(deleteEndpoint(service.context, stranger, id)).rejects.toMatchObject({ code: 'not_found' });
  expect(await prisma.webhookDelivery.count({ where: { endpointId: id } })).toBe(2_102);

  await webhooks.delete.mutate({ id });
  expect(await prisma.webhookDelivery.count({ where: { endpointId: id } })).toBe(0);
  expect(await prisma.webhookMessage.count({ where: { id: messageId } })).toBe(0);
  expect(await prisma.webhookMessage.count({ where: { id: shared.messageId } })).toBe(1);
  expect(await kept.delivery(shared.id)).toBeDefined();
  await receiver[Symbol.asyncDispose]();
});

test('messages and deliveries are removed after 30 days, but for one that was replayed', async () => {
  const { database } = service.context;
  await using endpoint = await openEndpoint();
  const [old, replayed] = [await endpoint.send(), await endpoint.send()];
  await run();
  await forgetOldWebhooks(service.context);
  expect([await endpoint.delivery(old), await endpoint.delivery(replayed)]).toMatchObject([
    { status: 'delivered' },
    { status: 'delivered' },
  ]);
  turnedMs += 31 * DAY;
  await service.client.webhooks.replay.mutate({ id: endpoint.id, deliveryId: replayed });
  await forgetOldWebhooks(service.context);
  expect(await endpoint.delivery(old)).toBeUndefined();
  expect(await endpoint.delivery(replayed)).toMatchObject({ status: 'pending' });
  expect(await database.prisma.webhookMessage.count()).toBe(1);
  await run();
  expect(await endpoint.delivery(replayed)).toMatchObject({ status: 'delivered' });
});
