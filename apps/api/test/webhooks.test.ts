import { attemptTag, sesEvent, type WebhookEvent } from '@carepost/contracts';
import { Webhook } from 'standardwebhooks';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey } from '../src/api-keys/create-key.ts';
import { rollUpEmail } from '../src/delivery/roll-up-email.ts';
import { applyEvent } from '../src/events/apply-event.ts';
import { announceEmails } from '../src/webhooks/announce-emails.ts';
import { announceSending } from '../src/webhooks/announce-sending.ts';
import { startTestService, type TestService } from './service.ts';
import { answering, openReceiver, type Receiver } from './webhook-receiver.ts';

// The whole service: emails go their way, and what is told of them arrives by HTTP.
let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service[Symbol.asyncDispose]());

const message = {
  template: 'welcome',
  props: { firstName: 'Philippa', signInUrl: 'https://portal.example/sign-in' },
} as const;
const send = async (to: string) => (await service.client.emails.send.mutate({ to, message })).id;

type Types = NonNullable<Parameters<TestService['client']['webhooks']['create']['mutate']>[0]['eventTypes']>;

/** A receiver with an endpoint of its own, both gone after the test. */
async function openEndpoint(eventTypes: Types = []) {
  const receiver = await openReceiver();
  const close = receiver[Symbol.asyncDispose];
  const { webhooks } = service.client;
  const { endpoint, secret } = await webhooks.create.mutate({ url: receiver.url, eventTypes });
  return Object.assign(receiver, {
    id: endpoint.id,
    secret,
    deliveries: async () => (await webhooks.deliveries.query({ id: endpoint.id })).deliveries,
    async [Symbol.asyncDispose]() {
      await webhooks.delete.mutate({ id: endpoint.id });
      await close();
    },
  });
}

/** Resolves when the receiver heard of the email's last state, and returns the types it heard. */
async function untilTold(receiver: Receiver, emailId: string, last: string): Promise<string[]> {
  const told = () =>
    receiver.received.map(({ event }) => event).filter((event) => emailOf(event) === emailId);
  await expect.poll(() => told().map(({ type }) => type), { timeout: 15_000 }).toContain(last);
  return told().map(({ type }) => type);
}
const emailOf = (event: WebhookEvent) => ('emailId' in event.data ? event.data.emailId : undefined);

test('nothing is written while a project has no endpoint', async () => {
  await service.until(await send('nobody-listens@example.com'), 'delivered');
  expect(await service.context.database.prisma.webhookMessage.count()).toBe(0);
});

test('an email’s way is told, signed, and without address, subject or content', async () => {
  await using endpoint = await openEndpoint();
  const id = await send('ada.lovelace@example.com');
  const types = await untilTold(endpoint, id, 'email.delivered');
  expect(types.toSorted()).toEqual(['email.delivered', 'email.queued', 'email.sent']);
  for (const { headers, body } of endpoint.received) {
    const read = new Webhook(endpoint.secret).verify(body, {
      'webhook-id': String(headers['webhook-id']),
      'webhook-timestamp': String(headers['webhook-timestamp']),
      'webhook-signature': String(headers['webhook-signature']),
    });
    expect(read).toMatchObject({ data: { emailId: id, template: 'welcome', category: 'transactional' } });
    for (const secret of [
      'lovelace',
      'example.com',
      'Philippa',
      'Welcome',
      'portal.example',
      endpoint.secret,
    ])
      expect(body).not.toContain(secret);
  }
  const delivered = endpoint.received.find(({ event }) => event.type === 'email.delivered');
  expect(delivered?.event.data).toMatchObject({
    status: 'delivered',
    error: null,
    recipients: [{ n: 0, kind: 'to', status: 'delivered' }],
    sendAt: null,
  });
  await expect
    .poll(async () => (await endpoint.deliveries()).map(({ status }) => status))
    .toEqual(['delivered', 'delivered', 'delivered']);
});

test('bounces, complaints, suppressions, refusals and unknown ends are told under their names', async () => {
  await using endpoint = await openEndpoint();
  const bounced = await send('bounce+wh@simulator.amazonses.com');
  await untilTold(endpoint, bounced, 'email.bounced');
  await untilTold(endpoint, await send('bounce+wh@simulator.amazonses.com'), 'email.suppressed');
  await untilTold(endpoint, await send('complaint+wh@simulator.amazonses.com'), 'email.complained');
  service.simulator.account.change({ sandbox: true });
  const refused = await send('stranger@example.com');
  await untilTold(endpoint, refused, 'email.failed');
  service.simulator.account.change({ sandbox: false });
  const failed = endpoint.received.find(({ event }) => event.type === 'email.failed');
  expect(failed?.event.data).toMatchObject({ emailId: refused, error: 'address_not_verified' });
  service.simulator.faults.set({ failBefore: 1 });
  const unknown = await send('unknown@example.com');
  expect(await untilTold(endpoint, unknown, 'email.unknown')).not.toContain('email.sent');
});

test('a retry is no news: a queued email stays queued for those outside', async () => {
  await using endpoint = await openEndpoint();
  service.simulator.faults.set({ throttle: 1 });
  const types = await untilTold(endpoint, await send('retried@example.com'), 'email.delivered');
  expect(types.toSorted()).toEqual(['email.delivered', 'email.queued', 'email.sent']);
});

test('a delay is told although the email stays sent', async () => {
  await using endpoint = await openEndpoint(['email.delayed']);
  service.simulator.faults.set({ withholdEvents: 1 });
  const to = 'delayed@example.com';
  const id = await send(to);
  await service.until(id, 'sent');
  const delay = sesEvent.parse({
    eventType: 'DeliveryDelay',
    mail: {
      timestamp: new Date().toISOString(),
      messageId: 'delayed',
      destination: [to],
      tags: { attempt_id: [attemptTag(id, 1)] },
    },
    deliveryDelay: { delayType: 'MailboxFull', delayedRecipients: [], timestamp: new Date().toISOString() },
  });
  const { context } = service;
  await context.database.transaction((tx) => applyEvent(context, tx, delay));
  await untilTold(endpoint, id, 'email.delayed');
  expect(endpoint.received.map(({ event }) => event)).toMatchObject([
    { type: 'email.delayed', data: { status: 'sent' } },
  ]);
});

test('an endpoint gets the types it asks for, and tests', async () => {
  await using picky = await openEndpoint(['email.delivered']);
  await using curious = await openEndpoint();
  const id = await send('picky@example.com');
  await untilTold(picky, id, 'email.delivered');
  await untilTold(curious, id, 'email.delivered');
  await service.client.webhooks.sendTest.mutate({ id: picky.id });
  await picky.until(2);
  expect(picky.received.map(({ event }) => event.type)).toEqual(['email.delivered', 'webhook.test']);
  expect(curious.received).toHaveLength(3);
});

test('what is told commits with the change, or is rolled back with it', async () => {
  await using endpoint = await openEndpoint();
  const { database } = service.context;
  const { prisma } = database;
  service.simulator.faults.set({ withholdEvents: 1 });
  const id = await send('outbox@example.com');
  await service.until(id, 'sent');
  await untilTold(endpoint, id, 'email.sent');
  const told = () => prisma.webhookMessage.count({ where: { emailId: id, type: 'email.delivered' } });
  const change = (fails: boolean) =>
    database.transaction(async (tx) => {
      await tx.recipient.updateMany({ where: { emailId: id }, data: { status: 'delivered' } });
      await rollUpEmail(tx, id, {}, new Date());
      if (fails) throw new Error('rolled back');
    });
  await expect(change(true)).rejects.toThrow('rolled back');
  expect(await told()).toBe(0);
  await change(false);
  expect(await told()).toBe(1);
  // The same state once more is no change.
  await change(false);
  expect(await told()).toBe(1);
});

test('a thousand emails are told of in one go', async () => {
  await using endpoint = await openEndpoint(['email.scheduled']);
  await using second = await openEndpoint(['email.scheduled', 'email.queued']);
  const { database, defaultProjectId: projectId } = service.context;
  const { prisma } = database;
  const at = new Date();
  const emails = Array.from({ length: 1000 }, () => ({
    id: uuidv7(),
    projectId,
    template: 'welcome',
    category: 'transactional',
    status: 'scheduled',
    onUnknown: 'hold',
    fromAddress: 'noreply@carepost.example',
    fromName: 'Carepost',
    locale: 'en-US',
    timeZone: 'UTC',
    sealed: new Uint8Array(1),
    notBefore: new Date(at.getTime() + 3_600_000),
    createdAt: at,
    updatedAt: at,
  }));
  await prisma.email.createMany({ data: emails });
  const emailIds = emails.map(({ id }) => id);
  await database.transaction((tx) => announceEmails(tx, { projectId, emailIds, at }));
  expect(await prisma.webhookMessage.count({ where: { type: 'email.scheduled' } })).toBe(1000);
  for (const { id } of [endpoint, second])
    expect(await prisma.webhookDelivery.count({ where: { endpointId: id } })).toBe(1000);
  await endpoint.until(10);
});

test('pausing and resuming is told to those concerned', async () => {
  await using endpoint = await openEndpoint(['sending.paused', 'sending.resumed']);
  const { database, defaultProjectId: projectId } = service.context;
  const at = new Date();
  const other = await newProject();
  await database.transaction((tx) => announceSending(tx, [other], { paused: true, reason: 'manual', at }));
  await database.transaction((tx) =>
    announceSending(tx, 'all', { paused: true, reason: 'daily_quota_exceeded', at }),
  );
  await expect(
    database.transaction((tx) =>
      announceSending(tx, 'all', { paused: true, reason: 'Dr. Who asked for it', at }),
    ),
  ).rejects.toThrow('must be a code');
  await endpoint.until(1);
  await database.transaction((tx) => announceSending(tx, [projectId], { paused: false, reason: null, at }));
  await endpoint.until(2);
  expect(endpoint.received.map(({ event }) => event)).toEqual([
    {
      type: 'sending.paused',
      timestamp: at.toISOString(),
      data: { projectId, reason: 'daily_quota_exceeded' },
    },
    { type: 'sending.resumed', timestamp: at.toISOString(), data: { projectId, reason: null } },
  ]);
});

test('after a rotation both secrets verify, and neither stands in a list or in the clear', async () => {
  await using endpoint = await openEndpoint();
  const { webhooks } = service.client;
  const rotated = (await webhooks.rotateSecret.mutate({ id: endpoint.id })).secret;
  await webhooks.sendTest.mutate({ id: endpoint.id });
  const [request] = await endpoint.until(1);
  if (!request) throw new Error('nothing came');
  for (const secret of [endpoint.secret, rotated]) {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    expect(new Webhook(secret).verify(request.body, headers)).toMatchObject({ type: 'webhook.test' });
    expect(JSON.stringify(await webhooks.list.query({}))).not.toContain(secret);
    const rows = await service.context.database.prisma.webhookEndpoint.findMany();
    for (const { sealedSecrets } of rows) expect(Buffer.from(sealedSecrets).includes(secret)).toBe(false);
  }
});

test('a delivery is replayed under its id; one that is on its way is not', async () => {
  await using endpoint = await openEndpoint();
  const { webhooks } = service.client;
  endpoint.answer = answering(500);
  const { deliveryId } = await webhooks.sendTest.mutate({ id: endpoint.id });
  await expect.poll(async () => (await endpoint.deliveries())[0]?.attempts).toBe(1);
  const replay = () => webhooks.replay.mutate({ id: endpoint.id, deliveryId });
  await expect(replay()).rejects.toThrow('This delivery is on its way already.');
  endpoint.answer = answering(200);
  await webhooks.update.mutate({ id: endpoint.id, enabled: false });
  expect(await endpoint.deliveries()).toMatchObject([
    { status: 'cancelled', fix: expect.stringContaining('2xx') },
  ]);
  await webhooks.update.mutate({ id: endpoint.id, enabled: true });
  await replay();
  await expect.poll(async () => (await endpoint.deliveries())[0]?.status).toBe('delivered');
  await replay();
  await endpoint.until(3);
  expect(new Set(endpoint.received.map(({ id }) => id)).size).toBe(1);
});

test('the log has pages and a filter', async () => {
  await using endpoint = await openEndpoint();
  const { webhooks } = service.client;
  const sent: string[] = [];
  for (let n = 0; n < 5; n += 1) sent.push((await webhooks.sendTest.mutate({ id: endpoint.id })).deliveryId);
  await expect
    .poll(
      async () =>
        (await webhooks.deliveries.query({ id: endpoint.id, status: 'delivered' })).deliveries.length,
    )
    .toBe(5);
  const first = await webhooks.deliveries.query({ id: endpoint.id, limit: 3 });
  const rest = await webhooks.deliveries.query({ id: endpoint.id, limit: 3, cursor: first.nextCursor ?? '' });
  expect([...first.deliveries, ...rest.deliveries].map(({ id }) => id)).toEqual(sent.toReversed());
  expect(rest.nextCursor).toBeNull();
  const failed = await webhooks.deliveries.query({ id: endpoint.id, status: 'failed' });
  expect(failed.deliveries).toEqual([]);
});

test('reading needs read, changing needs manage, and every change is audited', async () => {
  await using endpoint = await openEndpoint();
  const reader = service.clientWith((await service.newKey(['read'])).key).webhooks;
  const sender = service.clientWith((await service.newKey(['send'])).key).webhooks;
  expect(await reader.get.query({ id: endpoint.id })).toMatchObject({ url: endpoint.url, enabled: true });
  await expect(sender.list.query({})).rejects.toThrow('"read"');
  await expect(reader.update.mutate({ id: endpoint.id, enabled: false })).rejects.toThrow('"manage"');
  await expect(reader.create.mutate({ url: endpoint.url })).rejects.toThrow('"manage"');
  const { webhooks } = service.client;
  await webhooks.update.mutate({ id: endpoint.id, description: 'Ward 7', eventTypes: ['email.bounced'] });
  await webhooks.rotateSecret.mutate({ id: endpoint.id });
  expect(await webhooks.get.query({ id: endpoint.id })).toMatchObject({
    description: 'Ward 7',
    eventTypes: ['email.bounced'],
  });
  const entries = await service.context.database.prisma.auditEntry.findMany({
    where: { target: endpoint.id },
    orderBy: { sequence: 'asc' },
  });
  expect(entries.map(({ action }) => action)).toEqual([
    'webhook.created',
    'webhook.updated',
    'webhook.secret_rotated',
  ]);
});

test('endpoints of another project are not there, and hear nothing', async () => {
  await using endpoint = await openEndpoint();
  const projectId = await newProject();
  const { key } = await createKey(
    service.context,
    { projectId, actor: 'test' },
    { name: 'other', scopes: ['read', 'manage'] },
  );
  const other = service.clientWith(key).webhooks;
  const { id } = endpoint;
  for (const attempt of [
    () => other.get.query({ id }),
    () => other.deliveries.query({ id }),
    () => other.update.mutate({ id, enabled: false }),
    () => other.delete.mutate({ id }),
    () => other.rotateSecret.mutate({ id }),
    () => other.sendTest.mutate({ id }),
    () => other.replayFailed.mutate({ id, since: new Date(0).toISOString() }),
  ])
    await expect(attempt()).rejects.toThrow('There is no webhook endpoint with this id.');
  await using stranger = await openReceiver();
  await other.create.mutate({ url: stranger.url });
  await untilTold(endpoint, await send('ours@example.com'), 'email.delivered');
  expect(stranger.received).toEqual([]);
});

test('REST does the same, and a project has at most twenty endpoints', async () => {
  const body = { url: 'https://hooks.example.org/carepost', eventTypes: ['email.unheard_of'] };
  expect(await service.post('/api/webhooks', body)).toMatchObject({
    status: 400,
    body: { field: 'eventTypes[0]' },
  });
  expect(await service.post('/api/webhooks', { url: 'no url' })).toMatchObject({
    status: 400,
    body: { message: 'url must be an https:// URL.', field: 'url' },
  });
  const created: string[] = [];
  for (let n = 0; n < 20; n += 1) {
    const { endpoint } = await service.client.webhooks.create.mutate({ url: body.url });
    created.push(endpoint.id);
  }
  expect(await service.post('/api/webhooks', { url: body.url })).toMatchObject({
    status: 400,
    body: { message: 'A project has at most 20 webhook endpoints: delete one first.' },
  });
  expect((await service.get('/api/webhooks')).body).toMatchObject({
    endpoints: created.map((id) => ({ id })),
  });
  for (const id of created) {
    const response = await fetch(`${service.url}/api/webhooks/${id}`, { method: 'DELETE' });
    expect(await response.json()).toEqual({ id });
  }
  expect((await service.get('/api/webhooks')).body).toEqual({ endpoints: [] });
});

async function newProject(): Promise<string> {
  const id = uuidv7();
  await service.context.database.prisma.project.create({ data: { id, name: 'Other' } });
  return id;
}
