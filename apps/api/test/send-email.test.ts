import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService, watch } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service[Symbol.asyncDispose]());

const welcome = {
  template: 'welcome',
  props: { firstName: 'Ada', signInUrl: 'https://portal.example/sign-in' },
} as const;

async function stored(): Promise<number> {
  return service.context.database.prisma.email.count();
}

test('a typed send is accepted, called, sent and delivered, and the live timeline tells each step once', async () => {
  const { id, status } = await service.client.emails.send.mutate({ to: 'ada@example.com', message: welcome });
  expect(status).toBe('queued');
  let kinds: string[] = [];
  for await (const timeline of watch(service.client, id)) {
    kinds = timeline.entries.map((entry) => entry.kind);
    // Delivery may overtake Send or the answer itself: the last of the three ends it.
    if (timeline.status === 'delivered' && kinds.filter((kind) => kind === 'sent').length === 2) break;
  }
  expect(kinds[0]).toBe('accepted');
  expect(kinds.toSorted()).toEqual(['accepted', 'calling', 'delivered', 'sent', 'sent'].toSorted());
  expect(service.simulator.calls.ofEmail(id)).toEqual({ received: 1, accepted: 1 });
});

test('what arrives is the composed template, from the configured sender', async () => {
  const { id } = await service.client.emails.send.mutate({ to: 'inbox@example.com', message: welcome });
  await service.until(id, 'delivered');
  const [message] = service.simulator.inbox.list({ to: 'inbox@example.com', limit: 1 });
  expect(message).toMatchObject({ subject: 'Your account is ready' });
  expect(JSON.stringify(message)).toContain('noreply@carepost.example');
});

test('the guide’s own request works verbatim', async () => {
  const { status, body } = await service.post(
    '/api/email/test-custom',
    '{"to":"test@example.com","template":"WELCOME"}',
  );
  expect(status).toBe(200);
  expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), status: 'queued' });
  const { id } = body as { id: string };
  expect(await service.until(id, 'delivered')).toBe('delivered');
});

const refused: [string, string, unknown, string, string | undefined][] = [
  [
    'an unknown template',
    '/api/email/test-custom',
    { to: 'a@b.co', template: 'GOODBYE' },
    'unknown_template',
    'template',
  ],
  [
    'an unknown template in a send',
    '/api/emails',
    { to: 'a@b.co', message: { template: 'goodbye', props: {} } },
    'unknown_template',
    'message.template',
  ],
  [
    'a bad address',
    '/api/email/test-custom',
    { to: 'a@b.co, evil@x.co', template: 'WELCOME' },
    'invalid_input',
    'to',
  ],
  [
    'a header smuggled into an address',
    '/api/emails',
    { to: 'a@b.co\r\nBcc: e@x.co', message: welcome },
    'invalid_input',
    'to',
  ],
  [
    'a missing prop',
    '/api/emails',
    { to: 'a@b.co', message: { template: 'welcome', props: { signInUrl: 'https://x.example/' } } },
    'invalid_input',
    'message.props.firstName',
  ],
  [
    'a prop of the wrong type',
    '/api/emails',
    { to: 'a@b.co', message: { template: 'welcome', props: { ...welcome.props, firstName: 7 } } },
    'invalid_input',
    'message.props.firstName',
  ],
  [
    'a prop nobody knows',
    '/api/emails',
    { to: 'a@b.co', message: { template: 'welcome', props: { ...welcome.props, fristName: 'x' } } },
    'invalid_input',
    'message.props',
  ],
  [
    'a sender that is not listed',
    '/api/emails',
    { to: 'a@b.co', from: 'ceo@elsewhere.example', message: welcome },
    'sender_not_allowed',
    'from',
  ],
  [
    'a time zone that does not exist',
    '/api/emails',
    { to: 'a@b.co', timeZone: 'Mars/Base', message: welcome },
    'invalid_input',
    'timeZone',
  ],
  ['broken JSON', '/api/emails', '{"to":', 'invalid_input', undefined],
  ['a body that is no object', '/api/emails', [1], 'invalid_input', undefined],
  [
    '__proto__ in the body',
    '/api/emails',
    '{"to":"a@b.co","__proto__":{"message":1}}',
    'invalid_input',
    undefined,
  ],
];

test.each(refused)(
  '%s answers 400 with one sentence that names the field, and nothing is stored',
  async (_, path, input, code, field) => {
    const before = await stored();
    const { status, body } = await service.post(path, input);
    expect({ status, body }).toMatchObject({ status: 400, body: { code, message: expect.any(String) } });
    const { message, ...rest } = body as { message: string; field?: string };
    expect(rest.field).toBe(field);
    if (field) expect(message.startsWith(field)).toBe(true);
    expect(message).not.toMatch(/evil|elsewhere|GOODBYE|Mars|\n/);
    expect(await stored()).toBe(before);
  },
);

test('a body past the limit answers 413', async () => {
  const { status, body } = await service.post('/api/emails/search', {
    to: 'a@b.co',
    filler: 'x'.repeat(1024 * 1024),
  });
  expect({ status, body }).toMatchObject({ status: 413, body: { code: 'too_large' } });
});

test('an address of 20,000 brackets is refused at once', async () => {
  const { status } = await service.post('/api/emails', { to: '<'.repeat(20_000), message: welcome });
  expect(status).toBe(400);
});

test('DELIVER_ONLY_TO keeps mail from everybody else', async () => {
  await using guarded = await startTestService({ env: { DELIVER_ONLY_TO: 'staff.example, qa@example.com' } });
  const sendTo = (to: string) => guarded.post('/api/emails', { to, message: welcome });
  expect(await sendTo('patient@example.com')).toMatchObject({
    status: 400,
    body: { code: 'recipient_not_allowed', field: 'to' },
  });
  expect(await sendTo('anyone@staff.example')).toMatchObject({ status: 200 });
  expect(await sendTo('qa@example.com')).toMatchObject({ status: 200 });
});

test('REST and tRPC answer the same', async () => {
  const { id } = await service.client.emails.send.mutate({ to: 'same@example.com', message: welcome });
  await service.until(id, 'delivered');
  await service.simulator.idle();
  expect((await service.get(`/api/emails/${id}`)).body).toEqual(
    await service.client.emails.get.query({ id }),
  );
  expect((await service.get(`/api/emails/${id}/timeline`)).body).toEqual(
    await service.client.emails.timeline.query({ id }),
  );
  expect((await service.get('/api/templates')).body).toEqual(await service.client.templates.list.query({}));
});

test('a template renders without being sent', async () => {
  const rendered = await service.client.templates.render.mutate({ message: welcome });
  expect(rendered.html).toContain('Ada');
  expect(rendered.text).toContain('https://portal.example/sign-in');
});

test('reading content opens the seal and leaves an audit entry', async () => {
  const { id } = await service.client.emails.send.mutate({ to: 'sealed@example.com', message: welcome });
  const content = await service.client.emails.content.query({ id });
  expect(content.to).toEqual(['sealed@example.com']);
  expect(content.html).toContain('Ada');
  const { prisma } = service.context.database;
  expect(await prisma.auditEntry.count({ where: { action: 'email.content_read', target: id } })).toBe(1);
});

test('the account is the simulator’s', async () => {
  expect(await service.client.account.status.query({})).toMatchObject({
    simulated: true,
    reachable: true,
    sandbox: false,
    quota: { maxPerSecond: 5000 },
  });
});
