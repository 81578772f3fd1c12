import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { createSesSimulator, type SesSimulator } from '@carepost/ses-simulator';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { suppressAddress } from '../src/events/suppress-address.ts';
import { removeSuppression } from '../src/suppressions/remove-suppression.ts';
import { createSuppressionSync } from '../src/suppressions/sync-suppressions.ts';
import { startTestService, type TestService } from './service.ts';
import { openSesGate, type SesGate } from './ses-gate.ts';

const MINUTE = 60_000;
let ahead = 0;
const now = () => new Date(Date.now() + ahead);
const logged: string[] = [];
let ses: SesSimulator;
let gate: SesGate;
let service: TestService;
beforeAll(async () => {
  const into = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  ses = await createSesSimulator();
  gate = await openSesGate(ses.url);
  service = await startTestService({
    // No worker: the runs are those of the tests.
    env: { SIMULATOR_URL: gate.url, RUN_WORKER: 'false' },
    overrides: { now, logger: pino({ level: 'debug' }, into) },
    subscribe: false,
  });
});
beforeEach(() => {
  logged.length = 0;
  gate.calls.length = 0;
  gate.refuse = null;
});
afterEach(async () => {
  ahead = 0;
  ses.suppression.clear();
  const { prisma } = service.context.database;
  await prisma.suppression.deleteMany();
  await prisma.suppressionSync.deleteMany();
  await prisma.recipient.deleteMany();
  await prisma.project.deleteMany({ where: { id: OTHER } });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await gate[Symbol.asyncDispose]();
  await ses.close();
});

const run = async (sync = createSuppressionSync(service.context)) => sync(new AbortController().signal);
const suppress = (
  address: string,
  reason: 'bounce' | 'complaint',
  projectId = service.context.defaultProjectId,
) =>
  service.context.database.transaction((tx) =>
    suppressAddress(service.context, tx, {
      projectId,
      emailId: '01a20b8a-1c86-7100-a28d-f0961d69bd47',
      address,
      reason,
    }),
  );
const list = (emailAddress: string, reason: 'BOUNCE' | 'COMPLAINT' = 'BOUNCE', lastUpdateTime = now()) =>
  ses.suppression.put({ emailAddress, reason, lastUpdateTime });
const OTHER = '01a20b8a-1c86-7100-a28d-f0961d69bd48';
/** As if the project had sent to these addresses. */
const mailed = async (addresses: string[], projectId = service.context.defaultProjectId) => {
  const { database, sealing } = service.context;
  await database.prisma.recipient.createMany({
    data: addresses.map((address) => ({
      emailId: randomUUID(),
      n: 0,
      projectId,
      kind: 'to',
      addressIndex: sealing.addressIndex(projectId, address),
      status: 'delivered',
      updatedAt: now(),
    })),
  });
};
const check = (address: string) => service.client.suppressions.check.query({ address });
const rowCount = () => service.context.database.prisma.suppression.count();
const putCalls = () => gate.calls.filter((call) => call.startsWith('PUT'));

test('bounces and complaints of here get on the list of SES, each once', async () => {
  await suppress('gone@example.com', 'bounce');
  await suppress('angry@example.com', 'complaint');
  for (let n = 0; n < 2; n += 1) await run();
  expect(ses.suppression.get('gone@example.com')?.reason).toBe('BOUNCE');
  expect(ses.suppression.get('angry@example.com')?.reason).toBe('COMPLAINT');
  expect(putCalls()).toHaveLength(2);
  expect(logged).toEqual([]);
});

test('what a person noted, and what is about marketing, stays here', async () => {
  await service.client.suppressions.add.mutate({ address: 'manual@example.com' });
  await service.client.consents.withdraw.mutate({ address: 'reader@example.com' });
  await run();
  expect(ses.suppression.size).toBe(0);
});

test('what is lifted here is taken off the list of SES, does not come back with it, and is forgotten in the end', async () => {
  const address = 'lifted@example.com';
  await suppress(address, 'bounce');
  await run();
  await service.client.suppressions.remove.mutate({ address });
  expect(ses.suppression.get(address)).toBeDefined();
  await run();
  expect(ses.suppression.get(address)).toBeUndefined();

  // SES shows a change late: as if it were still listed.
  list(address);
  ahead += 2 * MINUTE;
  await run();
  expect(await check(address)).toEqual({ suppressed: false, suppressions: [] });
  ses.suppression.delete(address);
  ahead += 40 * MINUTE;
  await run();
  expect(await rowCount()).toBe(0);
});

test('an address that bounces again after it was lifted is told again', async () => {
  const address = 'again@example.com';
  await suppress(address, 'bounce');
  await run();
  await service.client.suppressions.remove.mutate({ address });
  await run();
  await suppress(address, 'complaint');
  await run();
  expect(ses.suppression.get(address)?.reason).toBe('COMPLAINT');
  expect(await check(address)).toMatchObject({ suppressions: [{ reason: 'complaint' }] });
});

test('what SES suppresses by itself is on the lists of the projects that sent to it, and of no other', async () => {
  const { prisma } = service.context.database;
  await prisma.project.create({ data: { id: OTHER, name: 'Other' } });
  const at = new Date(Math.floor((now().getTime() - 90 * 24 * 60 * MINUTE) / 1000) * 1000);
  await mailed(['known-to-ses@example.com']);
  list('Known-To-SES@example.com', 'COMPLAINT', at);
  await run();
  expect(await check('known-to-ses@example.com')).toEqual({
    suppressed: true,
    suppressions: [{ scope: 'all', reason: 'complaint', since: at.toISOString(), emailId: null }],
  });
  const { suppressions } = await service.client.suppressions.list.query({});
  expect(suppressions).toMatchObject([{ address: 'k•••@example.com' }]);
  expect(await prisma.suppression.count({ where: { projectId: OTHER } })).toBe(0);
  ahead += 2 * MINUTE;
  await run();
  expect(putCalls()).toEqual([]);
});

test('one project that lifts an address does not lift it for another: SES forgets it when nobody holds it', async () => {
  const { context } = service;
  await context.database.prisma.project.create({ data: { id: OTHER, name: 'Other' } });
  const address = 'shared@example.com';
  const liftFor = (projectId: string) =>
    removeSuppression(
      context,
      { projectId, actor: 'test' },
      { addressIndex: context.sealing.addressIndex(projectId, address), scope: 'all' },
    );
  for (const project of [context.defaultProjectId, OTHER]) await suppress(address, 'bounce', project);
  await run();
  await liftFor(OTHER);
  for (let n = 0; n < 2; n += 1) await run();
  expect(ses.suppression.get(address)).toBeDefined();
  await liftFor(context.defaultProjectId);
  await run();
  expect(ses.suppression.get(address)).toBeUndefined();
});

test('who never sent to an address cannot take it off the list of SES by noting it and lifting that', async () => {
  const address = 'somebody-elses@example.com';
  list(address);
  await service.client.suppressions.add.mutate({ address });
  await run();
  await service.client.suppressions.remove.mutate({ address });
  await run();
  expect(ses.suppression.get(address)).toBeDefined();
});

test('a long list is taken in whole; after that only what is new is asked for', async () => {
  const old = new Date(now().getTime() - 24 * 60 * MINUTE);
  const addresses = Array.from({ length: 2_100 }, (_, n) => `n${n}@example.com`);
  await mailed([...addresses, 'late@example.com']);
  for (const address of addresses) list(address, 'BOUNCE', old);
  await run();
  expect(await rowCount()).toBe(2_100);
  expect(gate.calls.filter((call) => call.includes('StartDate'))).toEqual([]);
  ahead += 20 * MINUTE;
  list('late@example.com', 'BOUNCE', new Date(now().getTime() - 25 * MINUTE));
  await run();
  expect(await rowCount()).toBe(2_101);
  const lists = gate.calls.filter((call) => call.startsWith('GET') && call.includes('StartDate'));
  expect(lists).toHaveLength(1);
});

test('what has its reason here keeps it, whatever SES says', async () => {
  await service.client.suppressions.add.mutate({ address: 'both@example.com' });
  await mailed(['both@example.com']);
  list('both@example.com', 'BOUNCE');
  await run();
  expect(await check('both@example.com')).toMatchObject({ suppressions: [{ reason: 'manual' }] });
});

test('lifting what a person noted also asks SES, which may list the address too', async () => {
  const address = 'both@example.com';
  await mailed([address]);
  list(address);
  await service.client.suppressions.add.mutate({ address });
  await run();
  await service.client.suppressions.remove.mutate({ address });
  await run();
  expect(ses.suppression.get(address)).toBeUndefined();
});

test('while SES cannot be reached nothing is lost, and it is said once, by its code', async () => {
  const gone = await createSesSimulator();
  await gone.close();
  const { context } = service;
  const provider = { kind: 'simulator' as const, url: gone.url, region: 'us-east-1' };
  const sync = createSuppressionSync({ ...context, config: { ...context.config, provider } });
  await suppress('waiting@example.com', 'bounce');
  for (let n = 0; n < 3; n += 1) {
    await run(sync);
    ahead += 2 * MINUTE;
  }
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, task: 'push', code: 'connection_failed' },
    { level: 40, task: 'pull', code: 'connection_failed' },
  ]);
  expect(logged.join()).not.toContain('waiting');
  await run();
  expect(ses.suppression.get('waiting@example.com')).toBeDefined();
});

test.each([
  ['a missing permission', 403, 'AccessDeniedException', 'credentials_refused'],
  ['throttling', 429, 'TooManyRequestsException', 'throttled'],
])('%s for one direction does not stop the other', async (_, status, name, code) => {
  const sync = createSuppressionSync(service.context);
  await suppress('mine@example.com', 'bounce');
  await mailed(['theirs@example.com', 'theirs-too@example.com']);
  list('theirs@example.com');
  gate.refuse = { pattern: /^PUT/, status, name };
  await run(sync);
  expect(await check('theirs@example.com')).toMatchObject({ suppressed: true });
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([{ task: 'push', code }]);

  ahead += 2 * MINUTE;
  list('theirs-too@example.com');
  gate.refuse = { pattern: /^GET/, status, name };
  await run(sync);
  expect(ses.suppression.get('mine@example.com')).toBeDefined();
  expect(await check('theirs-too@example.com')).toMatchObject({ suppressed: false });

  ahead += 2 * MINUTE;
  gate.refuse = null;
  await run(sync);
  expect(await check('theirs-too@example.com')).toMatchObject({ suppressed: true });
});

test('an address that SES refuses does not keep the others', async () => {
  for (const address of ['first@example.com', 'second@example.com']) await suppress(address, 'bounce');
  const { prisma } = service.context.database;
  const first = service.context.sealing.addressIndex(service.context.defaultProjectId, 'first@example.com');
  // Sealed for another row: it does not open here.
  await prisma.$executeRaw`
    UPDATE "Suppression" SET "sealedAddress" = (SELECT "sealedAddress" FROM "Suppression" WHERE "addressIndex" <> ${first})
     WHERE "addressIndex" = ${first}`;
  await run();
  expect(ses.suppression.get('second@example.com')).toBeDefined();
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([{ failed: 1 }]);
});

test('of two processes at once one tells SES, and a dead one does not keep the next away for good', async () => {
  await suppress('once@example.com', 'bounce');
  await Promise.all([run(), run(), run()]);
  expect(putCalls()).toHaveLength(1);

  await suppress('held@example.com', 'bounce');
  const { prisma } = service.context.database;
  await prisma.$executeRaw`UPDATE "SuppressionSync" SET "leaseUntil" = now() + interval '1 minute'`;
  await run();
  expect(ses.suppression.get('held@example.com')).toBeUndefined();
  await prisma.$executeRaw`UPDATE "SuppressionSync" SET "leaseUntil" = now() - interval '1 second'`;
  await run();
  expect(ses.suppression.get('held@example.com')).toBeDefined();
});

test('a worker that stops ends its run, and the next one goes on', async () => {
  await suppress('stopped@example.com', 'bounce');
  await createSuppressionSync(service.context)(AbortSignal.abort());
  expect(gate.calls).toEqual([]);
  await run();
  expect(ses.suppression.get('stopped@example.com')).toBeDefined();
});

test('where mail leaves through an SMTP server nothing is asked', async () => {
  await suppress('smtp@example.com', 'bounce');
  const transport = { ...service.context.transport, name: 'smtp' as const };
  await run(createSuppressionSync({ ...service.context, transport }));
  expect(gate.calls).toEqual([]);
});

test('a worker does it by itself', async () => {
  await using whole = await startTestService();
  await whole.client.emails.sendTest.mutate({ to: 'bounce@simulator.amazonses.com', template: 'WELCOME' });
  await expect
    .poll(() => whole.simulator.suppression.get('bounce@simulator.amazonses.com')?.reason, {
      timeout: 25_000,
    })
    .toBe('BOUNCE');
});
