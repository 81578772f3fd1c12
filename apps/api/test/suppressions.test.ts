import { afterAll, beforeAll, expect, test } from 'vitest';
import { suppressAddress } from '../src/events/suppress-address.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ subscribe: false });
});
afterAll(() => service[Symbol.asyncDispose]());

const emailId = '01a20b8a-1c86-7100-a28d-f0961d69bd47';
const suppress = (address: string, reason: 'bounce' | 'complaint') =>
  service.context.database.transaction((tx) =>
    suppressAddress(service.context, tx, {
      projectId: service.context.defaultProjectId,
      emailId,
      address,
      reason,
    }),
  );
const check = (address: string) => service.client.suppressions.check.query({ address });
const audit = async () => {
  const entries = await service.context.database.prisma.auditEntry.findMany({ orderBy: { sequence: 'asc' } });
  return entries.map(({ actor, action, target }) => ({ actor, action, target }));
};

test('a person stops mail to an address and lets it through again; both are in the audit log without the address', async () => {
  const address = 'Person@Example.com';
  const { id, added } = await service.client.suppressions.add.mutate({ address });
  expect(added).toBe(true);
  expect(await service.client.suppressions.add.mutate({ address })).toEqual({ id, added: false });
  expect(await check('person@example.com')).toMatchObject({
    suppressed: true,
    suppressions: [{ scope: 'all', reason: 'manual', emailId: null }],
  });
  expect(await service.client.suppressions.remove.mutate({ address })).toEqual({ id });
  expect(await check(address)).toEqual({ suppressed: false, suppressions: [] });
  expect(await audit()).toEqual([
    { actor: 'developer', action: 'suppression.added', target: id },
    { actor: 'developer', action: 'suppression.removed', target: id },
  ]);
  expect(id).toMatch(/^[0-9a-f]{64}$/);
});

test('scopes are apart: marketing alone stops nothing else', async () => {
  const address = 'scopes@example.com';
  await service.client.suppressions.add.mutate({ address, scope: 'marketing' });
  const { id } = await service.client.emails.sendTest.mutate({ to: address, template: 'WELCOME' });
  await expect(service.client.suppressions.remove.mutate({ address })).rejects.toMatchObject({
    data: { code: 'not_found' },
  });
  const { prisma } = service.context.database;
  await expect.poll(async () => (await prisma.email.findUnique({ where: { id } }))?.status).toBe('sent');
  await service.client.suppressions.remove.mutate({ address, scope: 'marketing' });
  expect(await check(address)).toMatchObject({ suppressed: false });
});

test('a suppressed address gets nothing, and mail again once it is lifted', async () => {
  const to = 'lifted@example.com';
  await suppress(to, 'bounce');
  const { prisma } = service.context.database;
  const send = async () => (await service.client.emails.sendTest.mutate({ to, template: 'WELCOME' })).id;
  const status = (id: string) => async () => (await prisma.email.findUnique({ where: { id } }))?.status;
  await expect.poll(status(await send())).toBe('suppressed');
  await service.client.suppressions.remove.mutate({ address: to });
  await expect.poll(status(await send())).toBe('sent');
});

test.each(['complaint', 'unsubscribe'] as const)('nobody lifts a %s by accident', async (reason) => {
  const address = `${reason}@example.com`;
  const scope = reason === 'complaint' ? 'all' : 'marketing';
  if (reason === 'complaint') await suppress(address, 'complaint');
  else await service.client.consents.withdraw.mutate({ address });
  const remove = (evenThough?: 'complaint' | 'unsubscribe') =>
    service.client.suppressions.remove.mutate({ address, scope, ...(evenThough ? { evenThough } : {}) });
  const refused = { data: { code: 'confirmation_required', field: 'evenThough', httpStatus: 409 } };
  await expect(remove()).rejects.toMatchObject(refused);
  await expect(remove(reason === 'complaint' ? 'unsubscribe' : 'complaint')).rejects.toMatchObject(refused);
  expect(await check(address)).toMatchObject({ suppressed: true });
  await remove(reason);
  expect(await check(address)).toMatchObject({ suppressed: false });
  expect((await audit()).at(-1)).toMatchObject({ action: `suppression.removed_despite_${reason}` });
});

test('a lifted suppression holds again after the next bounce', async () => {
  const address = 'again@example.com';
  await suppress(address, 'bounce');
  await service.client.suppressions.remove.mutate({ address });
  await suppress(address, 'bounce');
  expect(await check(address)).toMatchObject({ suppressions: [{ reason: 'bounce', emailId }] });
});

test('a complaint outweighs a bounce, and nothing outweighs a complaint', async () => {
  const address = 'weights@example.com';
  await service.client.suppressions.add.mutate({ address });
  for (const reason of ['bounce', 'complaint', 'bounce'] as const) await suppress(address, reason);
  expect((await service.client.suppressions.add.mutate({ address })).added).toBe(false);
  expect(await check(address)).toMatchObject({ suppressions: [{ reason: 'complaint' }] });
});

test('stopping by hand what was lifted keeps in mind why it was stopped first', async () => {
  const address = 'in-mind@example.com';
  await suppress(address, 'complaint');
  await service.client.suppressions.remove.mutate({ address, evenThough: 'complaint' });
  await service.client.suppressions.add.mutate({ address });
  expect(await check(address)).toMatchObject({ suppressions: [{ reason: 'complaint' }] });
});

test('the list has every row once, newest first, masked, by any page size and filter', async () => {
  await using other = await startTestService({ subscribe: false });
  const { client } = other;
  for (let n = 0; n < 7; n += 1) {
    await client.suppressions.add.mutate({
      address: `n${n}@example.com`,
      scope: n % 2 === 0 ? 'all' : 'marketing',
    });
  }
  await client.suppressions.remove.mutate({ address: 'n6@example.com' });
  const walk = async (limit: number, filter: { scope?: 'all'; address?: string; reason?: 'bounce' } = {}) => {
    const ids: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await client.suppressions.list.query({ limit, ...filter, ...(cursor ? { cursor } : {}) });
      ids.push(...page.suppressions.map(({ id }) => id));
      if (page.nextCursor === null) return ids;
      cursor = page.nextCursor;
    }
  };
  const all = await walk(100);
  expect(new Set(all).size).toBe(6);
  for (const limit of [1, 2, 3]) expect(await walk(limit)).toEqual(all);
  expect(await walk(1, { scope: 'all' })).toHaveLength(3);
  expect(await walk(1, { address: 'N3@example.com' })).toHaveLength(1);
  expect(await walk(1, { reason: 'bounce' })).toEqual([]);
  const { suppressions } = await client.suppressions.list.query({});
  expect(suppressions[0]).toMatchObject({ address: 'n•••@example.com', reason: 'manual' });
  const times = suppressions.map(({ since }) => since);
  expect(times).toEqual(times.toSorted().reverse());
  const id = all[0] ?? '';
  await client.suppressions.remove.mutate({ id, scope: 'marketing' });
  expect(await walk(100)).toEqual(all.slice(1));
});

test.each([
  ['a cursor that is none', '/api/suppressions/search', { cursor: 'bm9uZQ' }, 'cursor'],
  ['neither address nor id', '/api/suppressions/remove', {}, 'address'],
  ['both address and id', '/api/suppressions/remove', { address: 'a@b.co', id: 'a'.repeat(64) }, 'address'],
  ['an id that is none', '/api/suppressions/remove', { id: 'DROP TABLE' }, 'id'],
  ['two addresses', '/api/suppressions', { address: 'a@b.co, c@d.co' }, 'address'],
  ['a scope there is not', '/api/suppressions', { address: 'a@b.co', scope: 'notification' }, 'scope'],
])('%s answers 400', async (_, path, body, field) => {
  expect(await service.post(path, body)).toMatchObject({
    status: 400,
    body: { code: 'invalid_input', field },
  });
});

test('who may read may look, and only who manages may change', async () => {
  const reader = service.clientWith((await service.newKey(['read', 'send'])).key);
  await reader.suppressions.check.query({ address: 'a@b.co' });
  await reader.suppressions.list.query({});
  for (const change of [
    reader.suppressions.add.mutate({ address: 'a@b.co' }),
    reader.suppressions.remove.mutate({ address: 'a@b.co' }),
    reader.consents.record.mutate({ address: 'a@b.co' }),
  ]) {
    await expect(change).rejects.toMatchObject({ data: { code: 'missing_scope' } });
  }
});

test('another project’s list is another list', async () => {
  await service.client.suppressions.add.mutate({ address: 'ours@example.com' });
  const { database, sealing } = service.context;
  const projectId = '01a20b8a-1c86-7100-a28d-f0961d69bd48';
  await database.prisma.project.create({ data: { id: projectId, name: 'Other' } });
  expect(sealing.addressIndex(projectId, 'ours@example.com')).not.toEqual(
    sealing.addressIndex(service.context.defaultProjectId, 'ours@example.com'),
  );
  const rows = await database.prisma.suppression.count({ where: { projectId } });
  expect(rows).toBe(0);
});
