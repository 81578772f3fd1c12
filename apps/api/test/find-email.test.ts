import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
const ids: string[] = [];
beforeAll(async () => {
  service = await startTestService();
  for (let n = 0; n < 7; n += 1) {
    const { id } = await service.client.emails.send.mutate({
      to: n % 2 === 0 ? 'Even@Example.com' : 'odd@example.com',
      message: { template: 'welcome', props: { firstName: `N${n}`, signInUrl: 'https://x.example/' } },
    });
    ids.unshift(id);
  }
});
afterAll(() => service[Symbol.asyncDispose]());

async function walk(limit: number, filter: { to?: string; template?: string }): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.client.emails.list.query({ limit, ...filter, ...(cursor ? { cursor } : {}) });
    expect(page.emails.length).toBeLessThanOrEqual(limit);
    seen.push(...page.emails.map((email) => email.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return seen;
}

test.each([1, 2, 3, 7, 100])('pages of %i together give every email once, newest first', async (limit) => {
  expect(await walk(limit, {})).toEqual(ids);
});

test('an email that arrives between two pages shifts nothing', async () => {
  const first = await service.client.emails.list.query({ limit: 3 });
  const { id } = await service.client.emails.send.mutate({
    to: 'late@example.com',
    message: { template: 'welcome', props: { firstName: 'Late', signInUrl: 'https://x.example/' } },
  });
  const second = await service.client.emails.list.query({ limit: 3, cursor: first.nextCursor ?? '' });
  ids.unshift(id);
  expect([...first.emails, ...second.emails].map((email) => email.id)).toEqual(ids.slice(1, 7));
});

test.each([1, 2, 100])('emails to one address are found by pages of %i, whatever its case', async (limit) => {
  const found = await walk(limit, { to: 'even@EXAMPLE.com' });
  expect(found).toHaveLength(4);
});

test('lists show masked addresses and no content', async () => {
  const page = await service.client.emails.list.query({ limit: 100 });
  expect(page.emails.map((email) => email.to[0])).toContain('o•••@example.com');
  expect(JSON.stringify(page)).not.toMatch(/odd@|N3/);
});

test('filters by status and template', async () => {
  const none = await service.client.emails.list.query({ status: 'bounced' });
  expect(none).toEqual({ emails: [], nextCursor: null });
  expect(await walk(2, { template: 'welcome' })).toHaveLength(ids.length);
  expect(await walk(2, { template: 'password-reset' })).toEqual([]);
});

test('a cursor that is none answers 400', async () => {
  expect(await service.post('/api/emails/search', { cursor: 'bm9uZQ' })).toMatchObject({
    status: 400,
    body: { code: 'invalid_input', field: 'cursor' },
  });
});

test('an id of nobody answers 404', async () => {
  const answer = await service.get('/api/emails/01a20b8a-1c86-7100-a28d-f0961d69bd47');
  expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
});
