import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey } from '../src/api-keys/create-key.ts';
import { verifyAuditChain } from '../src/audit/verify-chain.ts';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService, watch } from './service.ts';

const STRANGERS = '00000000-0000-7000-8000-00000000f0e1';
const scopes = ['send', 'read', 'content', 'manage'] as const;
let service: TestService;
let stranger: ReturnType<TestService['clientWith']>;
let strangersKey: string;
let email: string;
beforeAll(async () => {
  service = await startTestService();
  const { context } = service;
  await context.database.prisma.project.create({ data: { id: STRANGERS, name: 'Strangers' } });
  const made = await createKey(context, { projectId: STRANGERS, actor: 'test' }, { name: 'theirs', scopes });
  strangersKey = made.id;
  stranger = service.clientWith(made.key);
  const sent = await service.client.emails.send.mutate({ to: 'ours@example.com', message: welcome });
  email = sent.id;
  await service.until(email, 'delivered');
});
afterAll(() => service[Symbol.asyncDispose]());

const refusals = (projectId: string) =>
  service.context.database.prisma.auditEntry.findMany({
    where: { projectId, action: 'email.foreign_access_refused' },
    select: { actor: true, target: true },
  });

test.each([
  ['get', () => stranger.emails.get.query({ id: email })],
  ['timeline', () => stranger.emails.timeline.query({ id: email })],
  ['content', () => stranger.emails.content.query({ id: email })],
  ['cancel', () => stranger.emails.cancel.mutate({ id: email })],
  ['the live timeline', () => watch(stranger, email).next()],
])('29: %s with a key of another owner answers 404 and leaves an audit entry', async (_, ask) => {
  const before = (await refusals(service.context.defaultProjectId)).length;
  const refused = await ask().catch((error: unknown) => error);
  expect(refused).toMatchObject({ data: { code: 'not_found', httpStatus: 404 } });
  const ours = await refusals(service.context.defaultProjectId);
  expect(ours.slice(before)).toEqual([{ actor: `key:${strangersKey}`, target: email }]);
  // In the asker's own log it would say that the email exists.
  expect(await refusals(STRANGERS)).toEqual([]);
});

test('29: nor can another owner settle, resend or list it', async () => {
  const before = (await refusals(service.context.defaultProjectId)).length;
  expect(await stranger.emails.settleHeld.mutate({ ids: [email], verdict: 'failed' })).toEqual({
    settled: [],
    notHeld: [email],
  });
  expect(await stranger.emails.resend.mutate({ ids: [email] })).toMatchObject({
    resent: [],
    refused: [{ id: email, code: 'not_found' }],
  });
  expect(await refusals(service.context.defaultProjectId)).toHaveLength(before + 2);
  expect(await stranger.emails.list.query({ to: 'ours@example.com' })).toMatchObject({ emails: [] });
  expect(await service.client.emails.get.query({ id: email })).toMatchObject({ status: 'delivered' });
});

test('29: an id that is nobody’s answers the same and leaves nothing; the chain stays sound', async () => {
  const before = (await refusals(service.context.defaultProjectId)).length;
  const nobodys = stranger.emails.get.query({ id: '01a20b8a-1c86-7100-a28d-f0961d69bd47' });
  const foreign = stranger.emails.get.query({ id: email });
  const [one, other] = await Promise.all(
    [nobodys, foreign].map((call) => call.catch((error: unknown) => error)),
  );
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  expect(await refusals(service.context.defaultProjectId)).toHaveLength(before + 1);
  expect(await verifyAuditChain(service.context, service.context.defaultProjectId)).toHaveProperty('sound');
});
