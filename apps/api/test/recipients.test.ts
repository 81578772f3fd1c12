import { afterAll, beforeAll, expect, test } from 'vitest';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service[Symbol.asyncDispose]());

const stored = () => service.context.database.prisma.email.count();
const send = (input: object) => service.post('/api/emails', { message: welcome, ...input });

async function expectRefused(
  input: object,
  field: string | undefined,
  code = 'invalid_input',
): Promise<void> {
  const before = await stored();
  const { status, body } = await send(input);
  expect({ status, body }).toMatchObject({ status: 400, body: { code, ...(field ? { field } : {}) } });
  expect(await stored()).toBe(before);
  const jobs = await service.context.database.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM pgboss.job job WHERE job.name = 'deliver'
       AND NOT EXISTS (SELECT 1 FROM "Email" email WHERE email."id"::text = job.data->>'emailId')`;
  expect(jobs).toEqual([]);
}

test('copies, blind copies, answers and headers arrive where they belong', async () => {
  const { id } = await service.client.emails.send.mutate({
    to: ['one@example.com', 'two@example.com'],
    cc: ['three@example.com'],
    bcc: ['four@example.com'],
    revealRecipients: true,
    replyTo: ['desk@example.com', 'nurse@example.com'],
    headers: [{ name: 'X-Entity-Ref-ID', value: 'ref-1' }],
    message: welcome,
  });
  await service.until(id, 'delivered');
  const [message] = service.simulator.inbox.list({ to: 'four@example.com' });
  expect(message).toMatchObject({
    to: ['one@example.com', 'two@example.com'],
    cc: ['three@example.com'],
    bcc: ['four@example.com'],
    replyTo: ['desk@example.com', 'nurse@example.com'],
  });
  expect(message?.headers).toContainEqual({ name: 'X-Entity-Ref-ID', value: 'ref-1' });
  const email = await service.client.emails.get.query({ id });
  expect(email.to).toEqual(['o•••@example.com', 't•••@example.com']);
  expect(email.recipients.map(({ kind, address }) => `${kind} ${address}`)).toEqual([
    'to o•••@example.com',
    'to t•••@example.com',
    'cc t•••@example.com',
    'bcc f•••@example.com',
  ]);
  const content = await service.client.emails.content.query({ id });
  expect(content).toMatchObject({
    to: ['one@example.com', 'two@example.com'],
    cc: ['three@example.com'],
    bcc: ['four@example.com'],
    replyTo: ['desk@example.com', 'nurse@example.com'],
    asSent: true,
  });
});

test('people who would see each other’s addresses need revealRecipients; blind copies do not', async () => {
  await expectRefused({ to: ['a@b.co', 'c@b.co'] }, 'revealRecipients');
  await expectRefused({ to: 'a@b.co', cc: ['c@b.co'], revealRecipients: false }, 'revealRecipients');
  expect(await send({ to: 'a@b.co', bcc: ['c@b.co', 'd@b.co'] })).toMatchObject({ status: 200 });
});

test('at most 50 recipients, none of them twice, whatever the case', async () => {
  const many = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `p${n + from}@b.co`);
  await expectRefused({ to: many(51), revealRecipients: true }, 'to');
  await expectRefused({ to: many(30), cc: many(21, 30), revealRecipients: true }, 'to');
  await expectRefused({ to: [] }, 'to');
  await expectRefused({ to: 'a@b.co', bcc: ['A@B.co'] }, 'bcc[0]');
  await expectRefused({ to: ['a@b.co', 'c@b.co', 'a@b.co'], revealRecipients: true }, 'to[2]');
  expect(await send({ to: many(25), bcc: many(25, 25), revealRecipients: true })).toMatchObject({
    status: 200,
  });
});

test('DELIVER_ONLY_TO holds for copies too', async () => {
  await using guarded = await startTestService({
    env: { DELIVER_ONLY_TO: 'staff.example', RUN_WORKER: 'false' },
  });
  const body = { to: 'a@staff.example', bcc: ['b@elsewhere.example'], message: welcome };
  expect(await guarded.post('/api/emails', body)).toMatchObject({
    status: 400,
    body: { code: 'recipient_not_allowed', field: 'bcc[0]' },
  });
});

test('11: a line break with a Bcc in an address answers 400 and nothing is queued', async () => {
  for (const smuggled of ['a@b.co\r\nBcc: e@x.co', 'a@b.co\nBcc: e@x.co', 'a@b.co\u2028Bcc: e@x.co']) {
    await expectRefused({ to: smuggled }, 'to');
    await expectRefused({ to: ['ok@b.co', smuggled], revealRecipients: true }, 'to[1]');
    await expectRefused({ to: 'ok@b.co', cc: [smuggled] }, 'cc[0]');
    await expectRefused({ to: 'ok@b.co', bcc: [smuggled] }, 'bcc[0]');
    await expectRefused({ to: 'ok@b.co', replyTo: smuggled }, 'replyTo');
    await expectRefused({ to: 'ok@b.co', from: smuggled }, 'from');
  }
});

test('12: two addresses given as one answer 400', async () => {
  await expectRefused({ to: 'a@b.co, evil@x' }, 'to');
  await expectRefused({ to: ['a@b.co; evil@x.co'] }, 'to[0]');
  await expectRefused({ to: 'ok@b.co', bcc: ['a@b.co,evil@x.co'] }, 'bcc[0]');
});

test('13: quoted names and comments that hide another domain answer 400', async () => {
  await expectRefused({ to: '"x@gmail.com y"@internal' }, 'to');
  await expectRefused({ to: 'u@good.com(x)evil.com' }, 'to');
  await expectRefused({ to: 'Name <a@b.co>' }, 'to');
});

test('14: a look-alike domain is compared as punycode', async () => {
  await using guarded = await startTestService({
    env: { DELIVER_ONLY_TO: 'paypal.example', RUN_WORKER: 'false' },
    subscribe: false,
  });
  // The first a is Cyrillic.
  const lookAlike = await guarded.post('/api/emails', { to: 'a@p\u0430ypal.example', message: welcome });
  expect(lookAlike).toMatchObject({ status: 400, body: { code: 'recipient_not_allowed' } });
  await expectRefused({ to: 'a@m\u00fcller.example', bcc: ['a@xn--mller-kva.example'] }, 'bcc[0]');
  const { id } = await service.client.emails.send.mutate({ to: 'a@M\u00dcLLER.example', message: welcome });
  const found = await service.client.emails.list.query({ to: 'a@xn--mller-kva.example' });
  expect(found.emails.map((email) => email.id)).toEqual([id]);
});

test('15: line breaks, NUL and lone surrogates in a header or file name answer 400, and never reach a subject', async () => {
  const file = { contentType: 'application/pdf', content: 'JVBERg==' };
  for (const bad of ['\r\nBcc: e@x.co', '\n', '\u0000', '\ud800', '\u2028', '\u202e']) {
    await expectRefused(
      { to: 'a@b.co', headers: [{ name: `X-Entity-Ref-ID${bad}`, value: 'x' }] },
      'headers[0].name',
    );
    await expectRefused(
      { to: 'a@b.co', headers: [{ name: 'Importance', value: `high${bad}x` }] },
      'headers[0].value',
    );
    await expectRefused(
      { to: 'a@b.co', attachments: [{ ...file, fileName: `a${bad}.pdf` }] },
      'attachments[0].fileName',
    );
    const message = {
      template: 'appointment-reminder',
      props: {
        firstName: 'Ada',
        startsAt: '2027-03-04T14:30:00-06:00',
        mode: 'video',
        clinic: `River${bad}side`,
        detailsUrl: 'https://x.example/',
      },
    };
    const rendered = await service.post('/api/templates/render', { message });
    expect(rendered.status).toBe(200);
    expect((rendered.body as { subject: string }).subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028]/u);
  }
});

test('16: 20,000 brackets or 5,000 nested groups in an address answer 400 in less than 100 ms', async () => {
  for (const to of ['<'.repeat(20_000), `${'a:('.repeat(5_000)}x@b.co${');'.repeat(5_000)}`]) {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const started = performance.now();
      expect(await send({ to })).toMatchObject({ status: 400, body: { field: 'to' } });
      times.push(performance.now() - started);
    }
    // The quickest: other work on the machine is not what this is about.
    expect(Math.min(...times)).toBeLessThan(100);
  }
});

test.each([
  ['one that forges the sender', [{ name: 'Sender', value: 'ceo@x.co' }], 'headers[0].name'],
  ['one that redirects answers', [{ name: 'Reply-To', value: 'e@x.co' }], 'headers[0].name'],
  ['one that tags events', [{ name: 'X-SES-MESSAGE-TAGS', value: 'a=b' }], 'headers[0].name'],
  [
    'one twice',
    [
      { name: 'Importance', value: 'high' },
      { name: 'Importance', value: 'low' },
    ],
    'headers',
  ],
  ['one with another key', [{ name: 'Importance', value: 'high', raw: true }], 'headers[0]'],
  ['one that is not ASCII', [{ name: 'Importance', value: 'hoch – sehr' }], 'headers[0].value'],
])('a header that is %s answers 400', async (_, headers, field) => {
  await expectRefused({ to: 'a@b.co', headers }, field);
});

test('PHI of the props may not stand in a header or the name of a file', async () => {
  const message = {
    template: 'prescription-notification',
    props: {
      firstName: 'Ada',
      pharmacy: 'Corner',
      medication: 'Amoxicillin 4711',
      detailsUrl: 'https://x.example/',
    },
  };
  const attachments = [
    { fileName: 'amoxicillin-4711.pdf', contentType: 'application/pdf', content: 'JVBERg==' },
  ];
  const headers = [{ name: 'X-Entity-Ref-ID', value: 'AMOXICILLIN4711' }];
  await expectRefused({ to: 'a@b.co', message, attachments }, 'message.props.medication', 'phi_exposed');
  await expectRefused({ to: 'a@b.co', message, headers }, 'message.props.medication', 'phi_exposed');
  const { body } = await send({ to: 'a@b.co', message, attachments });
  expect(JSON.stringify(body)).not.toMatch(/amoxicillin/i);
});
