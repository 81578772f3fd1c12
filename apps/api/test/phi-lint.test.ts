import { Writable } from 'node:stream';
import { defaultPolicy } from '@carepost/phi-lint';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { deliverBatch } from '../src/delivery/deliver-batch.ts';
import { refreshSendRate } from '../src/delivery/refresh-send-rate.ts';
import { lintMessage } from '../src/templates/lint-message.ts';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

const SSN = '219-44-8173';
const logged: string[] = [];
// Without time and process id: their digits are nobody's.
const logger = pino(
  { level: 'debug', base: null, timestamp: false },
  new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  }),
);

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ overrides: { logger } });
});
afterAll(() => service[Symbol.asyncDispose]());
beforeEach(() => void logged.splice(0));

const reminder = (props: object = {}) => ({
  template: 'appointment-reminder' as const,
  props: {
    firstName: 'Ada',
    startsAt: '2027-03-04T14:30:00-06:00',
    mode: 'video' as const,
    clinic: 'Riverside',
    detailsUrl: 'https://portal.example/appointments/4711',
    ...props,
  },
});
const pdf = (fileName: string) => ({
  fileName,
  contentType: 'application/pdf' as const,
  content: 'JVBERg==',
});
const findings = () =>
  logged
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)))
    .filter(({ msg }) => String(msg).startsWith('PHI lint'));
const stored = () => service.context.database.prisma.email.count();

test('25: PHI in subject, tag, file name → blocked; the finding is logged without the value', async () => {
  const before = await stored();
  const refused = [
    {
      place: 'subject',
      field: 'message.props',
      input: { message: reminder({ clinic: `Riverside, SSN ${SSN}` }) },
    },
    {
      place: 'file name',
      field: 'attachments[1].fileName',
      input: { message: welcome, attachments: [pdf('letter.pdf'), pdf(`intake_${SSN}.pdf`)] },
    },
    {
      place: 'header',
      field: 'headers[0].value',
      input: { message: welcome, headers: [{ name: 'X-Entity-Ref-ID', value: `ref ${SSN}` }] },
    },
    {
      place: 'link',
      field: 'message.props.detailsUrl',
      input: { message: reminder({ detailsUrl: `https://portal.example/a?ssn=${SSN.replaceAll('-', '')}` }) },
    },
  ];
  for (const { place, field, input } of refused) {
    logged.splice(0);
    const { status, body } = await service.post('/api/emails', { to: 'a@b.co', ...input });
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'phi_exposed', field } });
    expect(JSON.stringify(body)).toContain(`${place} of the message`);
    expect(findings()).toMatchObject([{ kind: 'ssn', place, field, action: 'block' }]);
    for (const text of [JSON.stringify(body), ...logged]) expect(text).not.toMatch(/219|8173/);
  }
  expect(await stored()).toBe(before);

  // Tags are Carepost's own, so no caller can write one: the look before the call is all there is.
  const { context } = service;
  const ids = { projectId: context.defaultProjectId, emailId: '0198d2b0-f6e8-7c3f-a1d2-e4c5b6a79880' };
  const parts = { subject: 'S', preheader: 'P', fromName: 'N', headers: [], fileNames: [], ...welcome };
  const lintTag = (tag: string) =>
    lintMessage(context, ids, context.registry.get('welcome'), { ...parts, tags: { attempt_id: tag } });
  lintTag(`${ids.emailId}_3`);
  logged.splice(0);
  expect(() => lintTag(`ssn-${SSN}`)).toThrow('tag of the message');
  expect(findings()).toMatchObject([{ kind: 'ssn', place: 'tag', ...ids }]);
  expect(logged.join()).not.toContain(SSN);
});

test('a batch reports the blocked one and takes the others', async () => {
  const emails = [
    { to: 'a@b.co', message: welcome },
    { to: 'b@b.co', message: reminder({ clinic: 'Riverside (DOB 03/14/1962)' }) },
  ];
  const answer = await service.client.emails.sendBatch.mutate({ emails });
  expect(answer.accepted.map(({ index }) => index)).toEqual([0]);
  expect(answer.rejected).toMatchObject([{ index: 1, code: 'phi_exposed', field: 'message.props' }]);
});

test('a reminder’s day is allowed in its preheader, and warned about nowhere', async () => {
  const { id } = await service.client.emails.send.mutate({ to: 'a@b.co', message: reminder() });
  await service.until(id, 'delivered');
  expect(findings()).toEqual([]);
});

test('every fixture of every template passes, with nothing to warn about', async () => {
  await service.client.consents.record.mutate({ address: 'a@b.co' });
  for (const template of service.context.registry.all) {
    for (const [name, props] of Object.entries(template.fixtures)) {
      const message = { template: template.id, props };
      const { status, body } = await service.post('/api/emails', { to: 'a@b.co', message });
      expect({ status, name }).toEqual({ status: 200, name });
      await service.until(z.object({ id: z.string() }).parse(body).id, 'delivered');
    }
  }
  expect(findings()).toEqual([]);
});

test('in a body a finding is a warning with the email’s id, and the email is delivered', async () => {
  const props = { ...welcome.props, careTeam: `Green Team; patient phone (312) 555-0142` };
  const { id } = await service.client.emails.send.mutate({ to: 'a@b.co', message: { ...welcome, props } });
  await service.until(id, 'delivered');
  expect(findings()).toMatchObject([{ emailId: id, kind: 'phone', place: 'body', action: 'warn' }]);
  expect(logged.join()).not.toContain('555-0142');
});

test('ids of a thread are no addresses, and a caller’s address in another header is one', async () => {
  const send = (name: string, value: string) =>
    service.post('/api/emails', { to: 'a@b.co', message: welcome, headers: [{ name, value }] });
  expect(await send('In-Reply-To', '<0198d2b0.4711@mail.example.com>')).toMatchObject({ status: 200 });
  expect(await send('X-Entity-Ref-ID', 'ada@mail.example.com')).toMatchObject({
    status: 400,
    body: { code: 'phi_exposed' },
  });
});

test('with body=block every body is read before its email is accepted, not only the first of its shape', async () => {
  await using strict = await startTestService({
    env: { PHI_LINT: 'body=block', RUN_WORKER: 'false' },
    subscribe: false,
  });
  const bodyWith = (careTeam: string) => ({
    to: 'a@b.co',
    message: { ...welcome, props: { ...welcome.props, careTeam } },
  });
  const emails = [bodyWith('Green Team'), bodyWith(`Team of SSN ${SSN}`)];
  const { accepted, rejected } = await strict.client.emails.sendBatch.mutate({ emails });
  expect(accepted).toHaveLength(1);
  expect(rejected).toMatchObject([{ index: 1, code: 'phi_exposed' }]);
});

test('what was accepted under another policy and is found at the call ends as failed, and nothing leaves', async () => {
  await using lax = await startTestService({
    env: { PHI_LINT: 'subject=warn', RUN_WORKER: 'false' },
    overrides: { logger },
    subscribe: false,
  });
  const message = reminder({ clinic: `Riverside, SSN ${SSN}` });
  const { id } = await lax.client.emails.send.mutate({ to: 'a@b.co', message });
  expect(findings()).toMatchObject([{ emailId: id, place: 'subject', action: 'warn' }]);
  const { context } = lax;
  await refreshSendRate(context);
  await deliverBatch(
    { ...context, config: { ...context.config, phiLint: defaultPolicy } },
    { claims: new Set(), draining: new AbortController().signal },
    [id],
  );
  expect(lax.simulator.calls.ofEmail(id)).toEqual({ received: 0, accepted: 0 });
  const email = await context.database.prisma.email.findUniqueOrThrow({ where: { id } });
  expect(email).toMatchObject({ status: 'failed', error: 'phi_exposed' });
});
