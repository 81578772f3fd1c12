import { emailAddress } from '@carepost/contracts';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { checkMarketing } from '../src/consents/check-marketing.ts';
import { requestConsent } from '../src/consents/request-consent.ts';
import { startTestService, type TestService } from './service.ts';

const PUBLIC = 'https://mail.example.org';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let ahead = 0;
let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    env: { PUBLIC_URL: `${PUBLIC}/` },
    overrides: { now: () => new Date(Date.now() + ahead) },
  });
});
afterEach(() => {
  ahead = 0;
});
afterAll(() => service[Symbol.asyncDispose]());

const props = {
  issue: 'Spring',
  headline: 'Longer days',
  introduction: 'Three short reads.',
  articles: [{ title: 'Walks', summary: 'Every day.', readUrl: 'https://letter.example.com/1' }],
};
const sendLetter = (to: string) =>
  service.client.emails.send.mutate({ to, message: { template: 'wellness-newsletter', props } });
const request = (to: string) => service.client.consents.request.mutate({ to, topic: 'Wellness letter' });
const consentOf = (address: string) => service.client.consents.check.query({ address });
const emailsTo = async (to: string) => (await service.client.emails.list.query({ to })).emails;

/** The link of the newest confirmation email to the address, as this service's own. */
async function confirmationLink(to: string): Promise<string> {
  const [newest] = await emailsTo(to);
  await service.until(newest?.id ?? '', 'delivered');
  const [mail] = service.simulator.inbox.list({ to });
  const url = /href="(https:\/\/mail\.example\.org\/c\/[A-Za-z0-9_-]+)"/.exec(mail?.html ?? '')?.[1] ?? '';
  return url.replace(PUBLIC, service.url);
}

const post = (url: string, form: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
const confirm = (url: string) => post(url, { action: 'confirm' });

test('marketing to somebody who was never asked is refused, and nothing is stored', async () => {
  const to = 'stranger@example.com';
  await expect(sendLetter(to)).rejects.toMatchObject({
    data: {
      code: 'no_consent',
      httpStatus: 409,
      field: 'to',
      fix: expect.stringContaining('consents.request'),
    },
  });
  expect(await emailsTo(to)).toEqual([]);
  expect(await consentOf(to)).toEqual({
    status: 'none',
    source: null,
    requestedAt: null,
    confirmedAt: null,
    withdrawnAt: null,
  });
});

test('who is asked gets an email, opens its page, presses once, and from then on gets letters', async () => {
  const to = 'reader@example.com';
  expect(await request(to)).toEqual({ requested: true });
  expect(await consentOf(to)).toMatchObject({
    status: 'pending',
    source: 'double_opt_in',
    confirmedAt: null,
  });
  await expect(sendLetter(to)).rejects.toMatchObject({ data: { code: 'no_consent' } });
  const [asked] = await emailsTo(to);
  expect(asked).toMatchObject({ template: 'confirm-subscription', category: 'transactional' });

  const link = await confirmationLink(to);
  for (let n = 0; n < 5; n += 1) {
    const page = await (await fetch(link)).text();
    expect(page).toContain('Confirm your subscription');
    expect(page).toContain('r•••@example.com');
    expect(page).not.toMatch(/reader@|<script/);
  }
  expect(await consentOf(to)).toMatchObject({ status: 'pending' });

  expect(await (await confirm(link)).text()).toContain('You are subscribed');
  expect(await (await confirm(link)).text()).toContain('You are subscribed');
  expect(await consentOf(to)).toMatchObject({ status: 'confirmed', confirmedAt: expect.any(String) });
  await service.until((await sendLetter(to)).id, 'delivered');
  const entries = await service.context.database.prisma.auditEntry.findMany({
    where: { action: 'consent.confirmed' },
  });
  expect(entries).toMatchObject([{ actor: 'recipient' }]);
});

test('a caller hears the same whether the address is new, asked just now, subscribed or suppressed', async () => {
  const [asked, subscribed, suppressed] = ['asked@example.com', 'yes@example.com', 'no@example.com'];
  await service.client.consents.record.mutate({ address: subscribed });
  await service.client.suppressions.add.mutate({ address: suppressed });
  const answers = [];
  for (const to of [asked, asked, subscribed, suppressed]) {
    answers.push(await service.post('/api/consents/request', { to }));
  }
  for (const answer of answers) expect(answer).toEqual({ status: 200, body: { requested: true } });
  expect(await emailsTo(asked)).toHaveLength(1);
  expect(await emailsTo(subscribed)).toEqual([]);
  expect(await emailsTo(suppressed)).toEqual([]);
});

test('a topic that cannot be shown is refused alike whether the address is new or subscribed', async () => {
  const [fresh, subscribed] = ['topic-new@example.com', 'topic-yes@example.com'];
  await service.client.consents.record.mutate({ address: subscribed });
  for (const topic of ['\u200b', '\0', '\ud800', '\u202e\u202e', ' ', 'x'.repeat(101)]) {
    for (const to of [fresh, subscribed]) {
      expect(await service.post('/api/consents/request', { to, topic })).toMatchObject({
        status: 400,
        body: { code: 'invalid_input', field: 'topic' },
      });
    }
  }
  expect(await consentOf(fresh)).toMatchObject({ status: 'none' });
});

test('what a caller hears comes no sooner for a known address than for a new one', async () => {
  const { context } = service;
  const [subscribed, suppressed, asked] = ['f-yes@example.com', 'f-no@example.com', 'f-asked@example.com'];
  await service.client.consents.record.mutate({ address: subscribed });
  await service.client.suppressions.add.mutate({ address: suppressed });
  const ask = (to: string, floor: () => Promise<unknown>) =>
    requestConsent(context, context.defaultProjectId, { to: emailAddress.parse(to) }, floor);
  await ask(asked, async () => {});
  for (const [n, to] of [subscribed, suppressed, asked, 'f-new@example.com'].entries()) {
    const order: string[] = [];
    // As long as a whole request of somebody new takes.
    const floor = async () => {
      await ask(`f-new-${n}@example.com`, async () => {});
      order.push('floor');
    };
    await ask(to, floor);
    order.push('answered');
    expect(order).toEqual(['floor', 'answered']);
  }
});

test('a request whose email cannot be stored leaves the consent as it is', async () => {
  const { context } = service;
  const address = 'left-alone@example.com';
  await service.client.consents.record.mutate({ address });
  await service.client.consents.withdraw.mutate({ address });
  const before = await consentOf(address);
  ahead = 20 * MINUTE;
  const queue = { ...context.queue, wake: () => Promise.reject(new Error('no queue')) };
  const asking = requestConsent({ ...context, queue }, context.defaultProjectId, {
    to: emailAddress.parse(address),
  });
  await expect(asking).rejects.toThrow('no queue');
  expect(await consentOf(address)).toEqual(before);
  await request(address);
  expect(await consentOf(address)).toMatchObject({ status: 'pending' });
});

test('an address is asked once in ten minutes, also by twenty requests at once', async () => {
  const to = 'flooded@example.com';
  await Promise.all(Array.from({ length: 20 }, () => request(to)));
  expect(await emailsTo(to)).toHaveLength(1);
  ahead = 9 * MINUTE;
  await request(to);
  expect(await emailsTo(to)).toHaveLength(1);
  ahead = 11 * MINUTE;
  await request(to);
  expect(await emailsTo(to)).toHaveLength(2);
});

test('a request that could not be sent need not wait for the next', async () => {
  await using guarded = await startTestService({
    env: { DELIVER_ONLY_TO: 'example.org', PUBLIC_URL: PUBLIC },
    subscribe: false,
  });
  const address = 'outside@example.com';
  for (let n = 0; n < 2; n += 1) {
    await expect(guarded.client.consents.request.mutate({ to: address })).rejects.toMatchObject({
      data: { code: 'recipient_not_allowed' },
    });
  }
  expect(await guarded.client.consents.check.query({ address })).toMatchObject({ status: 'none' });
  // Nor does the refusal tell of an address that is known.
  await guarded.client.consents.record.mutate({ address });
  await expect(guarded.client.consents.request.mutate({ to: address })).rejects.toMatchObject({
    data: { code: 'recipient_not_allowed' },
  });
});

test('a confirmation link works for seven days', async () => {
  const to = 'late@example.com';
  await request(to);
  const link = await confirmationLink(to);
  ahead = 7 * DAY + MINUTE;
  const page = await fetch(link);
  expect(page.status).toBe(410);
  expect(await page.text()).toContain('This link has expired');
  expect((await confirm(link)).status).toBe(410);
  expect(await consentOf(to)).toMatchObject({ status: 'pending' });
  ahead = 6 * DAY;
  expect((await confirm(link)).status).toBe(200);
  expect(await consentOf(to)).toMatchObject({ status: 'confirmed' });
});

test('a confirmation link confirms and nothing else: it does not unsubscribe, and not confirm after a withdrawal', async () => {
  const to = 'purpose@example.com';
  await request(to);
  const link = await confirmationLink(to);
  expect((await fetch(link.replace('/c/', '/u/'))).status).toBe(404);
  expect((await post(link, { 'List-Unsubscribe': 'One-Click' })).status).toBe(404);
  await confirm(link);
  await service.client.consents.withdraw.mutate({ address: to });
  expect((await fetch(link)).status).toBe(404);
  expect((await confirm(link)).status).toBe(404);
  expect(await consentOf(to)).toMatchObject({ status: 'withdrawn' });
});

test('who unsubscribed and asks anew is subscribed again once they confirm, and not before', async () => {
  const to = 'returns@example.com';
  await service.client.consents.record.mutate({ address: to });
  await service.client.consents.withdraw.mutate({ address: to });
  ahead = 20 * MINUTE;
  await request(to);
  expect(await service.client.suppressions.check.query({ address: to })).toMatchObject({ suppressed: true });
  ahead = 0;
  const link = await confirmationLink(to);
  await confirm(link);
  expect(await service.client.suppressions.check.query({ address: to })).toMatchObject({ suppressed: false });
  await service.until((await sendLetter(to)).id, 'delivered');
});

test('confirming lifts nothing that an operator decided', async () => {
  const address = 'operator@example.com';
  await service.client.suppressions.add.mutate({ address, scope: 'marketing' });
  await request(address);
  await confirm(await confirmationLink(address));
  expect(await service.client.suppressions.check.query({ address })).toMatchObject({
    suppressions: [{ scope: 'marketing', reason: 'manual' }],
  });
});

test('a consent given elsewhere is entered, but not against an unsubscription by accident', async () => {
  const address = 'paper@example.com';
  const { id } = await service.client.consents.record.mutate({ address });
  expect(await consentOf(address)).toMatchObject({ status: 'confirmed', source: 'recorded' });
  await service.client.consents.withdraw.mutate({ address });
  await expect(service.client.consents.record.mutate({ address })).rejects.toMatchObject({
    data: { code: 'confirmation_required', field: 'evenThough' },
  });
  expect(await consentOf(address)).toMatchObject({ status: 'withdrawn' });
  await service.client.consents.record.mutate({ address, evenThough: 'unsubscribe' });
  expect(await consentOf(address)).toMatchObject({ status: 'confirmed', withdrawnAt: null });
  expect(await service.client.suppressions.check.query({ address })).toMatchObject({ suppressed: false });
  const entries = await service.context.database.prisma.auditEntry.findMany({ where: { target: id } });
  expect(entries.map(({ action }) => action)).toEqual([
    'consent.recorded',
    'consent.withdrawn',
    'consent.recorded',
  ]);
});

test('withdrawing for somebody who never agreed stops marketing all the same, once', async () => {
  const address = 'never@example.com';
  for (let n = 0; n < 2; n += 1) await service.client.consents.withdraw.mutate({ address });
  expect(await service.client.suppressions.check.query({ address })).toMatchObject({
    suppressions: [{ scope: 'marketing', reason: 'unsubscribe', emailId: null }],
  });
});

test('in production neither letters nor confirmations are accepted while nobody could open their links', async () => {
  const { context } = service;
  const config = {
    ...context.config,
    production: true,
    http: { ...context.config.http, publicUrl: undefined },
  };
  const checking = checkMarketing({ ...context, config }, context.defaultProjectId, 'marketing', [
    { address: 'reader@example.com' },
  ]);
  await expect(checking).rejects.toMatchObject({
    code: 'unavailable',
    fix: expect.stringContaining('PUBLIC_URL'),
  });
});

test('a letter to two is refused: the link in it belongs to one', async () => {
  const recipients = [{ address: 'a@example.com' }, { address: 'b@example.com' }];
  const { context } = service;
  await expect(
    checkMarketing(context, context.defaultProjectId, 'marketing', recipients),
  ).rejects.toMatchObject({ code: 'invalid_input', field: 'to' });
  await checkMarketing(context, context.defaultProjectId, 'notification', recipients);
});
