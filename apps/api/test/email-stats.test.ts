import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
  const reminder = {
    template: 'prescription-notification',
    props: { firstName: 'Ada', pharmacy: 'Corner', detailsUrl: 'https://x.example/' },
  } as const;
  const { accepted } = await service.client.emails.sendBatch.mutate({
    emails: [welcome, welcome, reminder, welcome].map((message) => ({ to: 'a@b.co', message })),
  });
  await service.client.emails.cancel.mutate({ id: accepted[0]?.id ?? '' });
  // Others as old as their ids say.
  const { prisma } = service.context.database;
  const [row] = await prisma.email.findMany({ where: { id: accepted[1]?.id ?? '' } });
  for (const at of ['2026-03-08T05:59:59.999Z', '2026-03-08T06:00:00.000Z', '2026-03-09T04:30:00.000Z']) {
    const createdAt = new Date(at);
    if (row)
      await prisma.email.create({ data: { ...row, id: uuidv7({ msecs: createdAt.getTime() }), createdAt } });
  }
});
afterAll(() => service[Symbol.asyncDispose]());

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

test('emails are counted by status, template and category', async () => {
  const range = { since: ago(1), until: ago(-1), interval: 'day' } as const;
  const total = async (groupBy: ('template' | 'category' | 'status')[]) => {
    const { buckets } = await service.client.emails.stats.query({ ...range, groupBy });
    return buckets.flatMap(({ counts }) => counts);
  };
  expect(await total([])).toEqual([{ emails: 4 }]);
  expect(await total(['status'])).toEqual([
    { status: 'cancelled', emails: 1 },
    { status: 'queued', emails: 3 },
  ]);
  expect(await total(['category', 'template'])).toEqual([
    { category: 'notification', template: 'prescription-notification', emails: 1 },
    { category: 'transactional', template: 'welcome', emails: 3 },
  ]);
});

test('hours and days begin where the time zone says, also over a change of clocks', async () => {
  const range = { since: '2026-03-01T00:00:00Z', until: '2026-03-31T00:00:00Z' };
  const days = await service.client.emails.stats.query({
    ...range,
    interval: 'day',
    timeZone: 'America/Chicago',
  });
  // Midnight is at 6:00 UTC before the clocks change on 8 March and at 5:00 UTC after.
  expect(days.buckets.map(({ start, total }) => [start, total])).toEqual([
    ['2026-03-07T06:00:00.000Z', 1],
    ['2026-03-08T06:00:00.000Z', 2],
  ]);
  const hours = await service.post('/api/emails/stats', { ...range, interval: 'hour', groupBy: ['status'] });
  expect(hours).toMatchObject({
    status: 200,
    body: {
      buckets: [
        { start: '2026-03-08T05:00:00.000Z', total: 1, counts: [{ status: 'queued', emails: 1 }] },
        { start: '2026-03-08T06:00:00.000Z', total: 1 },
        { start: '2026-03-09T04:00:00.000Z', total: 1 },
      ],
    },
  });
});

test('the beginning belongs to a range and its end does not', async () => {
  const range = {
    since: '2026-03-08T05:59:59.999Z',
    until: '2026-03-08T06:00:00.000Z',
    interval: 'hour',
  } as const;
  expect((await service.client.emails.stats.query(range)).buckets.map(({ total }) => total)).toEqual([1]);
});

test('lists are narrowed by time and category the same way', async () => {
  const ids = async (filter: object) =>
    (await service.client.emails.list.query(filter)).emails.map(({ createdAt }) => createdAt);
  expect(await ids({ since: '2026-03-08T06:00:00Z', until: '2026-03-09T04:30:00Z' })).toEqual([
    '2026-03-08T06:00:00.000Z',
  ]);
  expect(await ids({ category: 'notification' })).toHaveLength(1);
  expect(await ids({ error: 'message_rejected' })).toEqual([]);
});

test.each([
  ['no time between', { since: ago(1), until: ago(1), interval: 'hour' }, 'until'],
  ['more than 1,000 hours', { since: ago(1001), until: ago(0), interval: 'hour' }, 'since'],
  ['an unknown zone', { since: ago(1), until: ago(0), interval: 'hour', timeZone: 'Mars/Base' }, 'timeZone'],
  [
    'something else to group by',
    { since: ago(1), until: ago(0), interval: 'hour', groupBy: ['to'] },
    'groupBy[0]',
  ],
])('%s answers 400', async (_, input, field) => {
  expect(await service.post('/api/emails/stats', input)).toMatchObject({ status: 400, body: { field } });
});
