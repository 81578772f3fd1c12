import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service[Symbol.asyncDispose]());

async function send(to: string, more: { cc?: string[]; sendAt?: string } = {}) {
  const { id } = await service.client.emails.send.mutate({
    to,
    message: { template: 'welcome', props: { firstName: 'Grace', signInUrl: 'https://example.com/in' } },
    ...more,
    ...(more.cc ? { revealRecipients: true } : {}),
  });
  return id;
}

test('an export holds everything about one address, and nothing about others', async () => {
  const address = 'grace@example.com';
  const first = await send(address);
  const second = await send('other@example.com', { cc: [address] });
  await send('third@example.com');
  await service.until(first, 'delivered');
  await service.until(second, 'delivered');
  await service.client.consents.record.mutate({ address });
  await service.client.suppressions.add.mutate({ address });

  const read = () => service.client.recipients.export.query({ address: 'Grace@Example.com' });
  const eventsOfFirst = async () => (await read()).emails[1]?.events.map(({ type }) => type).sort();
  await expect.poll(eventsOfFirst).toEqual(['Delivery', 'Send']);
  const exported = await read();
  expect(exported.emails.map(({ id, kind }) => [id, kind])).toEqual([
    [second, 'cc'],
    [first, 'to'],
  ]);
  expect(exported.emails[1]).toMatchObject({
    recipientStatus: 'delivered',
    content: { props: { firstName: 'Grace' } },
  });
  expect(exported).toMatchObject({
    consent: { status: 'confirmed' },
    suppressions: [{ scope: 'all', reason: 'manual' }],
    nextCursor: null,
  });
  expect(JSON.stringify(exported)).not.toMatch(/other@|third@/);
});

test('a long export comes in pages, each email once', async () => {
  const address = 'often@example.com';
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const emails = Array.from({ length: 130 }, () => ({
    to: address,
    sendAt,
    message: {
      template: 'welcome' as const,
      props: { firstName: 'Grace', signInUrl: 'https://example.com/in' },
    },
  }));
  await service.client.emails.sendBatch.mutate({ emails });
  const first = await service.client.recipients.export.query({ address });
  const second = await service.client.recipients.export.query({
    address,
    cursor: first.nextCursor ?? '',
  });
  expect(second.nextCursor).toBeNull();
  expect(new Set([...first.emails, ...second.emails].map(({ id }) => id)).size).toBe(130);
});

test('erasing takes content and consent away and keeps the wish not to be mailed, without the address', async () => {
  const { prisma } = service.context.database;
  const address = 'forget@example.com';
  const id = await send(address);
  await service.until(id, 'delivered');
  const waiting = await send(address, { sendAt: new Date(Date.now() + 3_600_000).toISOString() });
  await service.client.consents.record.mutate({ address });
  await service.client.consents.withdraw.mutate({ address });

  const erased = await service.client.recipients.erase.mutate({ address, confirm: 'erase' });
  expect(erased).toMatchObject({ emails: 1, onTheirWay: 1 });
  await expect(service.client.emails.content.query({ id })).rejects.toMatchObject({
    data: { code: 'content_erased' },
  });
  expect((await service.client.emails.get.query({ id: waiting })).to).toEqual(['f•••@example.com']);

  const { suppressions } = await service.client.suppressions.list.query({ address });
  expect(suppressions).toMatchObject([{ scope: 'marketing', reason: 'unsubscribe', address: '•••' }]);
  expect(await service.client.consents.check.query({ address })).toMatchObject({ status: 'none' });
  const addressIndex = service.context.sealing.addressIndex(service.context.defaultProjectId, address);
  expect(await prisma.consent.count({ where: { addressIndex } })).toBe(0);

  await service.client.emails.cancel.mutate({ id: waiting });
  const again = await service.client.recipients.erase.mutate({ address, confirm: 'erase' });
  expect(again).toMatchObject({ emails: 1, onTheirWay: 0 });
  const { entries } = await service.client.audit.list.query({ target: erased.id });
  expect(entries.slice(0, 2).map(({ action }) => action)).toEqual(['recipient.erased', 'recipient.erased']);
});

test('erasing needs its confirmation and the scope manage, exporting the scope content', async () => {
  const address = 'kept@example.com';
  const refused = await service.post('/api/recipients/erase', { address });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('confirm');
  const reader = service.clientWith((await service.newKey(['read', 'send', 'audit'])).key);
  const missing = { data: { code: 'missing_scope' } };
  await expect(reader.recipients.export.query({ address })).rejects.toMatchObject(missing);
  await expect(reader.recipients.erase.mutate({ address, confirm: 'erase' })).rejects.toMatchObject(missing);
});
