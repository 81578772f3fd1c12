import { afterAll, beforeAll, expect, test } from 'vitest';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service[Symbol.asyncDispose]());

const DAY_MS = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

test('a scheduled email waits, with a job of its time, and says so', async () => {
  const sendAt = inDays(300);
  const expiresAt = inDays(301);
  const { id, status } = await service.client.emails.send.mutate({
    to: 'a@b.co',
    message: welcome,
    sendAt,
    expiresAt,
  });
  expect(status).toBe('scheduled');
  const email = await service.client.emails.get.query({ id });
  expect(email).toMatchObject({ status: 'scheduled', sendAt, expiresAt });
  expect(email.recipients[0]?.status).toBe('queued');
  const [job] = await service.context.database.prisma.$queryRaw<{ start_after: Date }[]>`
    SELECT start_after FROM pgboss.job WHERE name = 'deliver' AND data->>'emailId' = ${id}`;
  expect(job?.start_after.toISOString()).toBe(sendAt);
  const { entries } = await service.client.emails.timeline.query({ id });
  expect(entries.map(({ kind }) => kind)).toEqual(['accepted', 'scheduled']);
});

test('a time in the past means now', async () => {
  const { id, status } = await service.client.emails.send.mutate({
    to: 'a@b.co',
    message: welcome,
    sendAt: inDays(-1),
  });
  expect(status).toBe('queued');
  await service.until(id, 'delivered');
});

test('a time is understood with its offset', async () => {
  const utc = new Date(Math.floor(Date.now() / 1000) * 1000 + DAY_MS);
  const local = new Date(utc.getTime() - 6 * 60 * 60 * 1000).toISOString().replace('Z', '-06:00');
  const { id } = await service.client.emails.send.mutate({ to: 'a@b.co', message: welcome, sendAt: local });
  expect((await service.client.emails.get.query({ id })).sendAt).toBe(utc.toISOString());
});

test.each([
  ['more than a year ahead', { sendAt: inDays(367) }, 'sendAt'],
  ['a time without an offset', { sendAt: '2027-03-04T14:30:00' }, 'sendAt'],
  ['a day that does not exist', { sendAt: '2027-02-30T14:30:00Z' }, 'sendAt'],
  ['expired already', { expiresAt: inDays(-1) }, 'expiresAt'],
  ['expired before it is sent', { sendAt: inDays(2), expiresAt: inDays(1) }, 'expiresAt'],
])('%s answers 400', async (_, times, field) => {
  expect(await service.post('/api/emails', { to: 'a@b.co', message: welcome, ...times })).toMatchObject({
    status: 400,
    body: { code: 'invalid_input', field },
  });
});

test('a suppressed recipient is known when the email is accepted; without a "to" it gets no job', async () => {
  const bounced = await service.client.emails.send.mutate({
    to: 'bounce+list@simulator.amazonses.com',
    message: welcome,
  });
  await service.until(bounced.id, 'bounced');
  await service.simulator.idle();

  const { accepted } = await service.client.emails.sendBatch.mutate({
    emails: [
      { to: 'bounce+list@simulator.amazonses.com', bcc: ['copy@b.co'], message: welcome },
      { to: 'fine@b.co', bcc: ['bounce+list@simulator.amazonses.com'], message: welcome },
    ],
  });
  expect(accepted.map(({ status }) => status)).toEqual(['suppressed', 'queued']);
  const [nobody = { id: '' }, somebody = { id: '' }] = accepted;
  const states = async (id: string) =>
    (await service.client.emails.get.query({ id })).recipients.map(({ status }) => status);
  expect(await states(nobody.id)).toEqual(['suppressed', 'suppressed']);
  const jobs = await service.context.database.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM pgboss.job WHERE name = 'deliver' AND data->>'emailId' = ${nobody.id}`;
  expect(jobs).toEqual([]);
  await service.until(somebody.id, 'delivered');
  expect(await states(somebody.id)).toEqual(['delivered', 'suppressed']);
  expect((await service.client.emails.timeline.query({ id: nobody.id })).entries.at(-1)?.kind).toBe(
    'suppressed',
  );
});

test('a suppression for marketing holds for marketing alone, and a lifted one for nothing', async () => {
  const { database, sealing, defaultProjectId: projectId } = service.context;
  const add = (address: string, scope: string, removedAt: Date | null) =>
    database.prisma.suppression.create({
      data: {
        projectId,
        addressIndex: sealing.addressIndex(projectId, address),
        scope,
        reason: 'manual',
        sealedAddress: new Uint8Array(1),
        createdAt: new Date(),
        removedAt,
      },
    });
  await add('news@b.co', 'marketing', null);
  await add('lifted@b.co', 'all', new Date());
  for (const to of ['news@b.co', 'lifted@b.co']) {
    const { status } = await service.client.emails.send.mutate({ to, message: welcome });
    expect(status).toBe('queued');
  }
});

test('a scheduled email leaves when its time has come, and not before', async () => {
  const sendAt = new Date(Date.now() + 2_000);
  const { id, status } = await service.client.emails.send.mutate({
    to: 'success@simulator.amazonses.com',
    message: welcome,
    sendAt: sendAt.toISOString(),
  });
  expect(status).toBe('scheduled');
  await service.until(id, 'delivered');
  const attempt = await service.context.database.prisma.attempt.findFirstOrThrow({ where: { emailId: id } });
  expect(attempt.startedAt.getTime()).toBeGreaterThanOrEqual(sendAt.getTime());
});

test('what has not left by its expiresAt never does, and its files are erased', async () => {
  const { client } = service;
  await client.account.pause.mutate({});
  const { id } = await client.emails.send.mutate({
    to: 'success@simulator.amazonses.com',
    message: welcome,
    expiresAt: new Date(Date.now() + 1_500).toISOString(),
    attachments: [{ fileName: 'a.txt', contentType: 'text/plain', content: 'aGVsbG8=' }],
  });
  expect(await service.until(id, 'expired')).toBe('expired');
  await client.account.resume.mutate({});
  const later = await client.emails.send.mutate({ to: 'success@simulator.amazonses.com', message: welcome });
  await service.until(later.id, 'delivered');
  expect(service.simulator.calls.ofEmail(id).received).toBe(0);
  expect(await service.context.database.prisma.attachment.count({ where: { emailId: id } })).toBe(0);
  const { entries } = await client.emails.timeline.query({ id });
  expect(entries.map(({ kind }) => kind)).toEqual(['accepted', 'expired']);
});
