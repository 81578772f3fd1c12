import { createMemoryTransport, DeliveryError, type MemoryTransport } from '@carepost/mailer';
import { expect, test } from 'vitest';
import { deliverBatch } from '../src/delivery/deliver-batch.ts';
import { refreshSendRate } from '../src/delivery/refresh-send-rate.ts';
import { createEmail } from '../src/emails/create-email.ts';
import { sendInput } from '../src/emails/send-input.ts';
import { startTestService } from './service.ts';

const plain = sendInput.shape.message.parse({
  template: 'welcome',
  props: { firstName: 'Ada', signInUrl: 'https://portal.example/sign-in' },
});
const withPhi = sendInput.shape.message.parse({
  template: 'appointment-reminder',
  props: {
    firstName: 'Ada',
    startsAt: '2030-01-01T10:00:00Z',
    mode: 'video',
    clinic: 'Example Health',
    detailsUrl: 'https://portal.example/visits',
    reason: 'Check-up',
  },
});

/** A service with SES first and an SMTP server behind it; attempts are made by hand. */
async function start(coveredByBaa: boolean) {
  const ses: MemoryTransport = { ...createMemoryTransport(), name: 'ses' };
  const smtp: MemoryTransport = { ...createMemoryTransport(), name: 'smtp' };
  const service = await startTestService({
    env: { RUN_WORKER: 'false' },
    subscribe: false,
    overrides: { transport: ses, fallback: { transport: smtp, coveredByBaa } },
  });
  await refreshSendRate(service.context);
  const accept = async (message: typeof plain) =>
    (await createEmail(service.context, service.context.defaultProjectId, { to: 'a@b.co', message })).id;
  /** One attempt, as if the wait for it were over. */
  const attempt = async (id: string) => {
    const { database } = service.context;
    await database.prisma.email.update({ where: { id }, data: { notBefore: null } });
    await deliverBatch(service.context, { claims: new Set(), draining: new AbortController().signal }, [id]);
    return database.prisma.attempt.findFirstOrThrow({ where: { emailId: id }, orderBy: { fence: 'desc' } });
  };
  return { service, ses, smtp, accept, attempt };
}

const unreachable = () => new DeliveryError('connection_failed');

test('SES that cannot be reached three times in a row gives way to the SMTP server', async () => {
  const { service, ses, smtp, accept, attempt } = await start(false);
  await using _ = service;
  const id = await accept(plain);
  for (let n = 0; n < 3; n += 1) ses.failNext(unreachable());
  for (let n = 0; n < 3; n += 1) {
    expect(await attempt(id)).toMatchObject({ transport: 'ses', outcome: 'not_sent' });
  }
  expect(await attempt(id)).toMatchObject({ transport: 'smtp', outcome: 'sent' });
  expect([ses.outbox.length, smtp.outbox.length]).toEqual([0, 1]);
});

test('when neither can be reached they take turns', async () => {
  const { service, ses, smtp, accept, attempt } = await start(false);
  await using _ = service;
  const id = await accept(plain);
  for (let n = 0; n < 4; n += 1) ses.failNext(unreachable());
  smtp.failNext(unreachable());
  const ways = [];
  for (let n = 0; n < 6; n += 1) ways.push((await attempt(id)).transport);
  expect(ways).toEqual(['ses', 'ses', 'ses', 'smtp', 'ses', 'smtp']);
  expect(smtp.outbox).toHaveLength(1);
});

test('PHI leaves by an SMTP server only when a BAA covers it', async () => {
  for (const [covered, way] of [
    [false, 'ses'],
    [true, 'smtp'],
  ] as const) {
    const { service, ses, accept, attempt } = await start(covered);
    await using _ = service;
    const id = await accept(withPhi);
    for (let n = 0; n < 3; n += 1) ses.failNext(unreachable());
    for (let n = 0; n < 3; n += 1) await attempt(id);
    expect((await attempt(id)).transport).toBe(way);
  }
});

test.each(['throttled', 'daily_quota_exceeded', 'account_paused', 'credentials_refused'] as const)(
  'nothing goes around %s',
  async (code) => {
    const { service, ses, smtp, accept, attempt } = await start(true);
    await using _ = service;
    const id = await accept(plain);
    for (let n = 0; n < 3; n += 1) ses.failNext(new DeliveryError(code));
    for (let n = 0; n < 3; n += 1) {
      await service.context.database.prisma.sendPause.deleteMany();
      await attempt(id);
    }
    await service.context.database.prisma.sendPause.deleteMany();
    expect((await attempt(id)).transport).toBe('ses');
    expect(smtp.outbox).toHaveLength(0);
  },
);

test('an unknown attempt never fails over', async () => {
  const { service, ses, smtp, accept, attempt } = await start(true);
  await using _ = service;
  const id = await accept(plain);
  for (let n = 0; n < 3; n += 1) ses.failNext(unreachable());
  ses.failNext(new DeliveryError('connection_lost'));
  for (let n = 0; n < 3; n += 1) await attempt(id);
  await service.context.database.prisma.attempt.updateMany({
    where: { emailId: id, fence: 3 },
    data: { outcome: 'unknown', error: 'connection_lost' },
  });
  expect((await attempt(id)).transport).toBe('ses');
  expect(smtp.outbox).toHaveLength(0);
});
