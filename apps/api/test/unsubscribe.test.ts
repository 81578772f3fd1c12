import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from './service.ts';

const PUBLIC = 'https://mail.example.org';
let ahead = 0;
let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    env: { PUBLIC_URL: PUBLIC },
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
const letter = { template: 'wellness-newsletter', props } as const;
const sendLetter = (to: string) => service.client.emails.send.mutate({ to, message: letter });

/** Sends a letter to somebody who agreed to it; returns the link in its header, as this service's own address. */
async function receiveLetter(to: string) {
  await service.client.consents.record.mutate({ address: to });
  const { id } = await sendLetter(to);
  await service.until(id, 'delivered');
  const mail = service.simulator.inbox.list().find(({ tags }) => tags.email_id === id);
  const url = /^<(.+)>$/.exec(headerOf(mail, 'List-Unsubscribe') ?? '')?.[1] ?? '';
  return { id, mail, url, here: url.replace(PUBLIC, service.url) };
}

function headerOf(mail: { headers: readonly { name: string; value: string }[] } | undefined, name: string) {
  return mail?.headers.find((header) => header.name === name)?.value;
}

const post = (url: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' });
const oneClick = { 'List-Unsubscribe': 'One-Click' };
const rows = async () => {
  const { prisma } = service.context.database;
  return JSON.stringify([
    await prisma.suppression.findMany(),
    await prisma.consent.findMany(),
    await prisma.auditEntry.count(),
  ]);
};

test('a letter has the headers of RFC 8058, and the same link in both parts', async () => {
  const { mail, url } = await receiveLetter('headers@example.com');
  expect(url).toMatch(/^https:\/\/mail\.example\.org\/u\/[A-Za-z0-9_-]{100,}$/);
  expect(headerOf(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  expect(mail?.html).toContain(`href="${url}"`);
  expect(mail?.text).toContain(`<${url}>`);
  expect(Buffer.from(url.split('/u/')[1] ?? '', 'base64url').toString('latin1')).not.toContain('headers');
});

test('other mail has neither header nor link', async () => {
  const { id } = await service.client.emails.sendTest.mutate({
    to: 'plain@example.com',
    template: 'WELCOME',
  });
  await service.until(id, 'delivered');
  const mail = service.simulator.inbox.list().find(({ tags }) => tags.email_id === id);
  expect(headerOf(mail, 'List-Unsubscribe')).toBeUndefined();
  expect(mail?.html).not.toMatch(/unsubscribe/i);
});

test('what a letter said is read back as it was sent, link included', async () => {
  const { id, url } = await receiveLetter('coherent@example.com');
  const content = await service.client.emails.content.query({ id });
  expect(content.asSent).toBe(true);
  expect(content.html).toContain(url);
});

test('opening the link shows a page and changes nothing, however often a scanner does it', async () => {
  const { here } = await receiveLetter('scanner@example.com');
  const before = await rows();
  for (let n = 0; n < 5; n += 1) {
    const response = await fetch(here, n % 2 === 0 ? {} : { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    );
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-robots-tag')).toContain('noindex');
    expect(response.headers.get('cache-control')).toBe('no-store');
    if (n % 2 !== 0) continue;
    const page = await response.text();
    expect(page).toContain('Example Health');
    expect(page).toContain('s•••@example.com');
    expect(page).not.toMatch(/scanner@|<script|https?:\/\//);
    expect(page.match(/<button/g)).toHaveLength(1);
  }
  expect(await rows()).toBe(before);
  await service.until((await sendLetter('scanner@example.com')).id, 'delivered');
});

test('a one-click of a mail client unsubscribes, in either encoding, without cookie or redirect, any number of times', async () => {
  const to = 'one-click@example.com';
  const { here, id } = await receiveLetter(to);
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  const first = await fetch(here, { method: 'POST', body: form, redirect: 'manual' });
  expect(first.status).toBe(200);
  expect(first.headers.get('set-cookie')).toBeNull();
  const since = await service.client.suppressions.check.query({ address: to });
  expect(since).toMatchObject({
    suppressed: true,
    suppressions: [{ scope: 'marketing', reason: 'unsubscribe', emailId: id }],
  });
  const before = await rows();
  expect((await post(here, oneClick)).status).toBe(200);
  expect(await rows()).toBe(before);
  expect(await service.client.consents.check.query({ address: to })).toMatchObject({ status: 'withdrawn' });
  await expect(sendLetter(to)).rejects.toMatchObject({ data: { code: 'no_consent', field: 'to' } });
});

test('who unsubscribed still gets what is about their care', async () => {
  const to = 'patient@example.com';
  await post((await receiveLetter(to)).here, oneClick);
  const { id } = await service.client.emails.sendTest.mutate({ to, template: 'WELCOME' });
  expect(await service.until(id, 'delivered', 'suppressed')).toBe('delivered');
});

test('a letter that waits while its recipient unsubscribes is not sent', async () => {
  const to = 'meanwhile@example.com';
  const { here } = await receiveLetter(to);
  const [first, second] = [await sendLetter(to), await sendLetter(to)];
  await service.until(first.id, 'delivered');
  await service.until(second.id, 'delivered');
  // As if the queue were slow: the same email, not sent yet, after the click.
  await post(here, oneClick);
  const { database, queue } = service.context;
  await database.transaction(async (tx) => {
    await tx.email.update({ where: { id: second.id }, data: { status: 'queued', leaseUntil: null } });
    await tx.recipient.updateMany({ where: { emailId: second.id }, data: { status: 'queued' } });
    await queue.wake(tx, [{ id: second.id, category: 'marketing' }]);
  });
  expect(await service.until(second.id, 'suppressed')).toBe('suppressed');
  expect(service.simulator.calls.ofEmail(second.id)).toMatchObject({ accepted: 1 });
});

test('a form that is no one-click changes nothing', async () => {
  const { here } = await receiveLetter('other-form@example.com');
  const before = await rows();
  for (const form of [{}, { 'List-Unsubscribe': 'Yes' }, { action: 'confirm' }, { list: 'One-Click' }]) {
    expect((await post(here, form)).status).toBe(404);
  }
  const json = {
    method: 'POST',
    body: '{"List-Unsubscribe":"One-Click"}',
    headers: { 'content-type': 'application/json' },
  };
  expect((await fetch(here, json)).status).toBe(404);
  expect(await rows()).toBe(before);
});

test('a page of another origin may post it too, as browsers without a referrer do', async () => {
  const { here } = await receiveLetter('null-origin@example.com');
  expect((await post(here, oneClick, { origin: 'null' })).status).toBe(200);
  expect(await service.client.consents.check.query({ address: 'null-origin@example.com' })).toMatchObject({
    status: 'withdrawn',
  });
});

test('a token that differs in anything opens one and the same page, and does nothing', async () => {
  const { here } = await receiveLetter('forged@example.com');
  const before = await rows();
  const [base = '', token = ''] = here.split(/(?<=\/u\/)/);
  const expected = await (await fetch(`${base}sample`)).text();
  expect(expected).toContain('This link does not work');
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const altered = fc
    .tuple(fc.nat(token.length - 1), fc.constantFrom(...letters))
    .map(([at, letter]) => token.slice(0, at) + letter + token.slice(at + 1));
  const attempts = fc.oneof(
    { weight: 5, arbitrary: altered },
    fc.nat(token.length - 1).map((length) => token.slice(0, length + 1).slice(0, -1)),
    fc.constantFrom(`${token}A`, `${token}%3D`, `${token}.`, token.toLowerCase(), 'A'.repeat(5000)),
  );
  await fc.assert(
    fc.asyncProperty(attempts, async (attempt) => {
      if (attempt === token || attempt === '') return;
      const response = await post(`${base}${attempt}`, oneClick);
      expect(response.status).toBe(404);
      expect(await response.text()).toBe(expected);
    }),
    { numRuns: 150 },
  );
  expect(await rows()).toBe(before);
});

test('the page offers to undo for a day, and an old link never subscribes anybody', async () => {
  const to = 'undo@example.com';
  const { here } = await receiveLetter(to);
  expect(await (await post(here, oneClick)).text()).toContain('Subscribe again');
  expect(await (await fetch(here)).text()).toContain('Subscribe again');
  expect(await (await post(here, { action: 'resubscribe' })).text()).toContain('You are subscribed again');
  expect(await service.client.consents.check.query({ address: to })).toMatchObject({
    status: 'confirmed',
    withdrawnAt: null,
  });
  await service.until((await sendLetter(to)).id, 'delivered');

  await post(here, oneClick);
  ahead = 25 * 60 * 60_000;
  expect(await (await fetch(here)).text()).not.toContain('<button');
  const late = await (await post(here, { action: 'resubscribe' })).text();
  expect(late).toContain('You are unsubscribed');
  expect(await service.client.suppressions.check.query({ address: to })).toMatchObject({ suppressed: true });
});

test('undoing lifts nothing that somebody else decided', async () => {
  const to = 'decided@example.com';
  const { here } = await receiveLetter(to);
  await service.client.consents.withdraw.mutate({ address: to });
  expect(await (await fetch(here)).text()).not.toContain('<button');
  await post(here, { action: 'resubscribe' });
  expect(await service.client.suppressions.check.query({ address: to })).toMatchObject({ suppressed: true });

  const noted = 'noted@example.com';
  const second = await receiveLetter(noted);
  await service.client.suppressions.add.mutate({ address: noted, scope: 'marketing' });
  await post(second.here, oneClick);
  expect(await service.client.consents.check.query({ address: noted })).toMatchObject({
    status: 'withdrawn',
  });
  await post(second.here, { action: 'resubscribe' });
  expect(await service.client.suppressions.check.query({ address: noted })).toMatchObject({
    suppressions: [{ reason: 'manual' }],
  });
});

test('clicks that come at once, both ways, end in one of the two states and in no error', async () => {
  const to = 'nervous@example.com';
  const { here } = await receiveLetter(to);
  const clicks = Array.from({ length: 12 }, (_, n) =>
    post(here, n % 2 === 0 ? oneClick : { action: 'resubscribe' }),
  );
  const statuses = (await Promise.all(clicks)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const { status } = await service.client.consents.check.query({ address: to });
  const { suppressed } = await service.client.suppressions.check.query({ address: to });
  expect([status, suppressed]).toBeOneOf([
    ['confirmed', false],
    ['withdrawn', true],
  ]);
});

test('the link still works when the email and the consent are erased', async () => {
  const to = 'erased@example.com';
  const { here, id } = await receiveLetter(to);
  const { prisma } = service.context.database;
  const addressIndex = service.context.sealing.addressIndex(service.context.defaultProjectId, to);
  await prisma.recipient.deleteMany({ where: { emailId: id } });
  await prisma.email.delete({ where: { id } });
  await prisma.consent.deleteMany({ where: { addressIndex } });
  expect(await (await fetch(here)).text()).toContain('this address');
  expect((await post(here, oneClick)).status).toBe(200);
  expect(await service.client.suppressions.check.query({ address: to })).toMatchObject({ suppressed: true });
  const { suppressions } = await service.client.suppressions.list.query({ address: to });
  expect(suppressions).toMatchObject([{ address: '•••', scope: 'marketing' }]);
});

test('one link is opened thirty times a minute and no more; others are not affected', async () => {
  const { here } = await receiveLetter('busy@example.com');
  const other = await receiveLetter('calm@example.com');
  const statuses: number[] = [];
  for (let n = 0; n < 32; n += 1) statuses.push((await fetch(here)).status);
  expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
  expect(statuses.slice(30)).toEqual([429, 429]);
  expect((await fetch(other.here)).status).toBe(200);
  ahead = 61_000;
  expect((await fetch(here)).status).toBe(200);
});

test('a one-click goes through however often its link was opened or pressed; the undo has its bound', async () => {
  const to = 'starved@example.com';
  const { here } = await receiveLetter(to);
  for (let n = 0; n < 31; n += 1) await (await fetch(here)).text();
  for (let n = 0; n < 32; n += 1) expect((await post(here, oneClick)).status).toBe(200);
  expect(await service.client.consents.check.query({ address: to })).toMatchObject({ status: 'withdrawn' });
  const undos: number[] = [];
  for (let n = 0; n < 32; n += 1) undos.push((await post(here, { action: 'nothing' })).status);
  expect(undos.slice(-3)).toEqual([404, 429, 429]);
});

test('a body that cannot be read gets a page, and one of a link that opens nothing is not read', async () => {
  const { here } = await receiveLetter('bodies@example.com');
  const hostile: RequestInit[] = [
    { body: 'x'.repeat(9 * 1024) },
    { body: 'junk', headers: { 'content-encoding': 'gzip' } },
    { body: 'junk', headers: { 'content-encoding': 'unknown' } },
  ];
  for (const init of hostile) {
    for (const [url, status] of [
      [here, 400],
      [`${service.url}/u/x`, 404],
      [`${service.url}/c/x`, 404],
    ] as const) {
      const response = await fetch(url, { method: 'POST', ...init });
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(await response.text()).toContain('<h1>');
    }
  }
});

test('a previewed letter has a link that opens nothing', async () => {
  const { html } = await service.client.templates.render.mutate({ message: letter });
  expect(html).toContain('https://mail.example.com/u/sample');
  expect((await fetch(`${service.url}/u/sample`)).status).toBe(404);
});
