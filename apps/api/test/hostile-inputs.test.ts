import { afterAll, beforeAll, expect, test } from 'vitest';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
});
afterAll(() => service[Symbol.asyncDispose]());

const send = { to: 'a@b.co', message: welcome };

/** For how long the service kept everybody waiting, in milliseconds, while it answered. */
async function stallOf(work: () => Promise<unknown>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const notice = () => {
    const at = performance.now();
    longest = Math.max(longest, at - last);
    last = at;
  };
  const clock = setInterval(notice, 1);
  await work();
  notice();
  clearInterval(clock);
  return longest;
}

test('a locale of variants without end is refused before anything reads it', async () => {
  const variants = Array.from({ length: 30_000 }, (_, n) => `a${n.toString(36).padStart(5, '0')}`);
  const locale = `en-${variants.join('-')}`;
  for (const [path, input] of [
    ['/api/emails', send],
    ['/api/consents/request', { to: 'a@b.co' }],
    ['/api/templates/render', { message: welcome }],
  ] as const) {
    const stall = await stallOf(async () => {
      expect(await service.post(path, { ...input, locale }), path).toMatchObject({
        status: 400,
        body: { field: 'locale' },
      });
    });
    expect(stall, path).toBeLessThan(1000);
  }
});

test('a locale, which is kept in the clear, has no room for a name', async () => {
  for (const locale of [
    'en-smith-johndoe',
    'en-u-ca-smithjo',
    'en-t-fr-h0-smith',
    'en-x-diabetes',
    'smith',
  ]) {
    expect(await service.post('/api/emails', { ...send, locale }), locale).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', field: 'locale', message: expect.stringContaining('such as en-US') },
    });
  }
  for (const locale of ['en', 'de-AT', 'zh-Hant-TW', 'es-419', 'fil', 'ar-eg']) {
    expect(await service.post('/api/templates/render', { message: welcome, locale }), locale).toMatchObject({
      status: 200,
    });
  }
});

test('an array of more than anybody may name is refused before its items are looked at', async () => {
  const ones = JSON.stringify(Array.from({ length: 2_000_000 }, () => 1));
  const json = JSON.stringify(send);
  const inside = (extra: string) => `${json.slice(0, -1)},${extra}}`;
  const keys = Array.from({ length: 250_000 }, (_, n) => `"k${n}":0`).join(',');
  const bodies: [string, string][] = [
    ['emails', `{"to":${ones},"message":${JSON.stringify(welcome)}}`],
    ['emails', inside(`"replyTo":${ones}`)],
    ['emails', inside(`"cc":${ones}`)],
    ['emails', inside(`"headers":${ones}`)],
    ['emails', inside(keys)],
    ['emails/batch', `{"emails":${ones}}`],
    ['emails/batch', `{"emails":[{"to":${ones}}]}`],
  ];
  for (const [path, body] of bodies) {
    const stall = await stallOf(async () => {
      expect(await service.post(`/api/${path}`, body)).toMatchObject({
        status: 400,
        body: { code: 'invalid_input', message: expect.stringContaining('split it over several calls') },
      });
    });
    expect(stall).toBeLessThan(3000);
  }
  const few = Array.from({ length: 51 }, (_, n) => `a${n}@b.co`);
  expect(await service.post('/api/emails', { ...send, to: few })).toMatchObject({
    status: 400,
    body: { field: 'to', message: 'to must name 1 to 50 addresses.' },
  });
  expect(await service.post('/api/emails', { ...send, replyTo: ['a@b.co', 7] })).toMatchObject({
    status: 400,
    body: { field: 'replyTo[1]' },
  });
});

test('a batch of 10,000 recipients is stored whole', async () => {
  const before = await service.context.database.prisma.recipient.count();
  const bcc = Array.from({ length: 49 }, (_, n) => `copy${n}@b.co`);
  const emails = Array.from({ length: 200 }, () => ({ ...send, bcc }));
  expect(await service.post('/api/emails/batch', { emails })).toMatchObject({
    status: 200,
    body: { rejected: [] },
  });
  expect((await service.context.database.prisma.recipient.count()) - before).toBe(10_000);
});

const moments = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+23:59',
  '1969-12-31T23:59:59Z',
  '9999-12-31T23:59:59-14:00',
];

test.each(moments)(
  'the moment %s, which no id or database can write, answers 400 wherever it stands',
  async (at) => {
    const id = '01a20b8a-1c86-7100-a28d-f0961d69bd47';
    const now = new Date().toISOString();
    for (const [path, input, field] of [
      ['/api/emails', { ...send, sendAt: at }, 'sendAt'],
      ['/api/emails', { ...send, expiresAt: at }, 'expiresAt'],
      ['/api/emails/search', { since: at }, 'since'],
      ['/api/emails/search', { until: at }, 'until'],
      ['/api/emails/stats', { since: at, until: now, interval: 'day' }, 'since'],
      ['/api/emails/stats', { since: now, until: at, interval: 'day' }, 'until'],
      [`/api/webhooks/${id}/replay-failed`, { since: at }, 'since'],
    ] as const) {
      expect(await service.post(path, input), path).toMatchObject({ status: 400, body: { field } });
    }
    const crafted = Buffer.from(
      [at.replace(/[+-]\d\d:\d\d$/, 'Z'), 'a'.repeat(64), 'all'].join(' '),
    ).toString('base64url');
    if (!at.startsWith('9999'))
      expect(await service.post('/api/suppressions/search', { cursor: crafted })).toMatchObject({
        status: 400,
        body: { field: 'cursor' },
      });
  },
);

test('one impossible moment refuses one email of a batch', async () => {
  const emails = [send, ...moments.map((sendAt) => ({ ...send, sendAt }))];
  expect(await service.post('/api/emails/batch', { emails })).toMatchObject({
    status: 200,
    body: { accepted: [{ index: 0 }], rejected: moments.map((_, n) => ({ index: n + 1, field: 'sendAt' })) },
  });
});

test('days are counted only where runtime and database agree when they begin', async () => {
  const range = { since: '2026-03-01T00:00:00Z', until: '2026-03-31T00:00:00Z', interval: 'day' };
  const stats = (timeZone: string) => service.post('/api/emails/stats', { ...range, timeZone });
  for (const zone of ['AET', 'CST', 'EST', 'GMT+3', '+05:30', 'America/Nowhere', 'posix/Europe/Paris']) {
    expect(await stats(zone), zone).toMatchObject({ status: 400, body: { field: 'timeZone' } });
  }
  for (const zone of ['UTC', 'America/North_Dakota/Center', 'Asia/Kolkata', 'Etc/GMT+5']) {
    expect((await stats(zone)).status, zone).toBe(200);
  }
});

test('a misspelt field is told apart from one that was left out', async () => {
  const cases: [string, object, string][] = [
    ['emails', { ...send, sendat: '2027-01-01T00:00:00Z' }, '"sendat" (did you mean sendAt)'],
    ['emails', { ...send, Bcc: ['a@b.co'] }, '"Bcc" (did you mean bcc)'],
    ['emails/search', { limt: 5 }, '"limt" (did you mean limit)'],
    [
      'emails',
      { ...send, message: { ...welcome, locale: 'de' } },
      'message has a field that is not known here',
    ],
    ['webhooks', { url: 'https://x.example/', enabled: true }, 'not known here'],
  ];
  for (const [path, input, sentence] of cases) {
    expect(await service.post(`/api/${path}`, input), path).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', message: expect.stringContaining(sentence) },
    });
  }
  expect(await service.post('/api/emails/batch', { emails: [{ ...send, Cc: [] }, send] })).toMatchObject({
    body: { accepted: [{ index: 1 }], rejected: [{ index: 0, code: 'invalid_input' }] },
  });
});
