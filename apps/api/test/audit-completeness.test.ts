import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { appRouter } from '../src/router.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service[Symbol.asyncDispose]());

/** What may change something and leaves no entry, and why that is right. */
const exempt: Record<string, string> = {
  'emails.send': 'the email is its own record',
  'emails.sendBatch': 'the emails are their own record',
  'emails.sendTest': 'the email is its own record',
  'templates.render': 'composes what the caller brings and reads nothing that is stored',
  'consents.request': 'only asks: the email is its record, and the recipient’s answer leaves an entry',
};

// Procedures are functions with this beside them.
const procedure = z.custom<{ _def: { type: string; meta: { scope: string } } }>(
  (value) => typeof value === 'function',
);

type Exercise = { action: string; run: () => Promise<unknown> };
const address = 'somebody@example.com';

/** Every other mutation, and every reading of content, done once with the entry that it must leave. */
const audited: Record<string, Exercise> = {
  'emails.cancel': { action: 'email.cancelled', run: async () => cancel(await schedule()) },
  'emails.resend': {
    action: 'email.resent',
    run: async () => service.client.emails.resend.mutate({ ids: [await inState('failed')] }),
  },
  'emails.settleHeld': {
    action: 'email.settled_sent',
    run: async () =>
      service.client.emails.settleHeld.mutate({ ids: [await inState('held')], verdict: 'sent' }),
  },
  'emails.content': {
    action: 'email.content_read',
    run: async () => service.client.emails.content.query({ id: await schedule() }),
  },
  'suppressions.add': {
    action: 'suppression.added',
    run: () => service.client.suppressions.add.mutate({ address }),
  },
  'suppressions.remove': {
    action: 'suppression.removed',
    run: () => service.client.suppressions.remove.mutate({ address }),
  },
  'consents.record': {
    action: 'consent.recorded',
    run: () => service.client.consents.record.mutate({ address }),
  },
  'consents.withdraw': {
    action: 'consent.withdrawn',
    run: () => service.client.consents.withdraw.mutate({ address }),
  },
  'recipients.export': {
    action: 'recipient.exported',
    run: () => service.client.recipients.export.query({ address }),
  },
  'recipients.erase': {
    action: 'recipient.erased',
    run: () => service.client.recipients.erase.mutate({ address, confirm: 'erase' }),
  },
  'account.pause': { action: 'sending.paused', run: () => service.client.account.pause.mutate({}) },
  'account.resume': { action: 'sending.resumed', run: () => service.client.account.resume.mutate({}) },
  'apiKeys.create': { action: 'api_key.created', run: () => createKey() },
  'apiKeys.revoke': {
    action: 'api_key.revoked',
    run: async () => service.client.apiKeys.revoke.mutate({ id: (await createKey()).id }),
  },
  'webhooks.create': { action: 'webhook.created', run: () => endpoint() },
  'webhooks.update': {
    action: 'webhook.updated',
    run: async () => service.client.webhooks.update.mutate({ id: await endpoint(), description: 'changed' }),
  },
  'webhooks.delete': {
    action: 'webhook.deleted',
    run: async () => service.client.webhooks.delete.mutate({ id: await endpoint() }),
  },
  'webhooks.rotateSecret': {
    action: 'webhook.secret_rotated',
    run: async () => service.client.webhooks.rotateSecret.mutate({ id: await endpoint() }),
  },
  'webhooks.sendTest': {
    action: 'webhook.test_sent',
    run: async () => service.client.webhooks.sendTest.mutate({ id: await endpoint() }),
  },
  'webhooks.replay': { action: 'webhook.replayed', run: () => replay() },
  'webhooks.replayFailed': {
    action: 'webhook.replayed',
    run: async () =>
      service.client.webhooks.replayFailed.mutate({
        id: await endpoint(),
        since: new Date(0).toISOString(),
      }),
  },
};

test('every mutation and every reading of content is either known to leave an audit entry, or exempt with a reason', () => {
  // Flat at run time, by path; its type is nested.
  const procedures = z.record(z.string(), procedure).parse(appRouter._def.procedures);
  const sensitive = Object.entries(procedures)
    .filter(([, { _def }]) => _def.type === 'mutation' || _def.meta.scope === 'content')
    .map(([path]) => path);
  expect(sensitive.length).toBeGreaterThan(20);
  expect([...Object.keys(audited), ...Object.keys(exempt)].sort()).toEqual(sensitive.sort());
});

test('each of them leaves its entry, by whom and without an address', async () => {
  for (const [path, { action, run }] of Object.entries(audited)) {
    const before = await lastSequence();
    await run();
    const { entries } = await service.client.audit.list.query({});
    const left = entries.filter(({ sequence }) => sequence > before);
    expect(
      left.map((entry) => [entry.actor, entry.action]),
      path,
    ).toContainEqual(['developer', action]);
    expect(JSON.stringify(left), path).not.toContain('@');
  }
});

test('what a provider suppresses leaves an entry as well', async () => {
  const { id } = await service.client.emails.sendTest.mutate({
    to: 'bounce+audit@simulator.amazonses.com',
    template: 'WELCOME',
  });
  await service.until(id, 'bounced');
  const { entries } = await service.client.audit.list.query({ actor: 'provider' });
  expect(entries).toMatchObject([{ action: 'suppression.added' }]);
});

test('the log is read page by page with its scope, is filtered, and has a signed head', async () => {
  const { key } = await service.newKey(['audit']);
  const auditor = service.clientWith(key);
  const all = await auditor.audit.list.query({ limit: 1000 });
  const paged: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await auditor.audit.list.query({ limit: 7, ...(cursor ? { cursor } : {}) });
    paged.push(...page.entries.map(({ sequence }) => sequence));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(paged).toEqual(all.entries.map(({ sequence }) => sequence));
  expect(paged[0]).toBe(paged.length);

  const revoked = await auditor.audit.list.query({ action: 'api_key.revoked' });
  expect(revoked.entries).toHaveLength(1);
  const target = revoked.entries[0]?.target ?? '';
  const ofKey = await auditor.audit.list.query({ target });
  expect(ofKey.entries.map(({ action }) => action)).toEqual(['api_key.revoked', 'api_key.created']);
  const since = new Date(Date.now() + 60_000).toISOString();
  expect((await auditor.audit.list.query({ since })).entries).toEqual([]);

  const { head } = await auditor.audit.head.query({});
  expect(head?.sequence).toBe(paged.length);
  const reader = service.clientWith((await service.newKey(['read', 'manage'])).key);
  await expect(reader.audit.list.query({})).rejects.toMatchObject({ data: { code: 'missing_scope' } });
});

async function lastSequence(): Promise<number> {
  return (await service.client.audit.list.query({ limit: 1 })).entries[0]?.sequence ?? 0;
}

async function schedule(): Promise<string> {
  const { id } = await service.client.emails.send.mutate({
    to: address,
    sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    message: { template: 'welcome', props: { firstName: 'Ada', signInUrl: 'https://example.com/in' } },
  });
  return id;
}

const cancel = (id: string) => service.client.emails.cancel.mutate({ id });

async function inState(status: 'failed' | 'held'): Promise<string> {
  const id = await schedule();
  const { prisma } = service.context.database;
  await prisma.recipient.updateMany({ where: { emailId: id }, data: { status } });
  await prisma.email.update({ where: { id }, data: { status } });
  return id;
}

const createKey = () => service.client.apiKeys.create.mutate({ name: 'key', scopes: ['read'] });

async function endpoint(): Promise<string> {
  const { endpoints } = await service.client.webhooks.list.query({});
  if (endpoints[0]) return endpoints[0].id;
  return (await service.client.webhooks.create.mutate({ url: 'http://127.0.0.1:9/hook' })).endpoint.id;
}

async function replay() {
  const id = await endpoint();
  const { deliveryId } = await service.client.webhooks.sendTest.mutate({ id });
  await service.context.database.prisma.webhookDelivery.update({
    where: { id: deliveryId },
    data: { status: 'failed', nextAt: null },
  });
  return service.client.webhooks.replay.mutate({ id, deliveryId });
}
