import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorker } from '../src/delivery/start-worker.ts';
import { attachmentsInput } from '../src/emails/attachment-input.ts';
import { welcome } from './sample-message.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
beforeEach(() => {
  service.simulator.faults.clear();
  service.simulator.account.change({ sandbox: false });
});
afterAll(() => service[Symbol.asyncDispose]());

const pdf = { fileName: 'letter.pdf', contentType: 'application/pdf', content: 'JVBERi0xLjcK' } as const;
const rows = (emailId: string) => service.context.database.prisma.attachment.findMany({ where: { emailId } });
const send = (attachments: unknown) =>
  service.post('/api/emails', { to: 'a@b.co', message: welcome, attachments });

test('a file arrives byte for byte, is sealed while it waits, and is erased once sent', async () => {
  const bytes = randomBytes(300_000);
  service.simulator.faults.set({ throttle: 1 });
  const { id } = await service.client.emails.send.mutate({
    to: 'files@example.com',
    message: welcome,
    attachments: [
      pdf,
      { fileName: 'Scan ä.png', contentType: 'image/png', content: bytes.toString('base64') },
    ],
  });
  const waiting = await rows(id);
  expect(waiting.map(({ contentType, bytes: size }) => [contentType, size])).toEqual([
    ['application/pdf', 9],
    ['image/png', 300_000],
  ]);
  for (const { sealed } of waiting)
    expect(Buffer.from(sealed).toString('latin1')).not.toMatch(/letter|Scan|JVBER/);
  await service.until(id, 'delivered');

  const [message] = service.simulator.inbox.list({ to: 'files@example.com' });
  expect(message?.attachments).toMatchObject([
    { fileName: 'letter.pdf', contentType: 'application/pdf', size: 9 },
    { fileName: 'Scan ä.png', size: 300_000, sha256: createHash('sha256').update(bytes).digest('hex') },
  ]);
  expect(await rows(id)).toEqual([]);
  expect((await service.client.emails.get.query({ id })).attachments).toEqual([
    { contentType: 'application/pdf', bytes: 9, stored: false },
    { contentType: 'image/png', bytes: 300_000, stored: false },
  ]);
});

test('the files of a failed email are kept, and leave with it when it is resent', async () => {
  service.simulator.account.change({ sandbox: true });
  const { id } = await service.client.emails.send.mutate({
    to: 'resent-files@example.com',
    message: welcome,
    attachments: [pdf],
  });
  await service.until(id, 'failed');
  expect(await rows(id)).toHaveLength(1);
  service.simulator.account.change({ sandbox: false });
  expect(await service.client.emails.resend.mutate({ ids: [id] })).toEqual({ resent: [id], refused: [] });
  await service.until(id, 'delivered');
  expect(service.simulator.inbox.list({ to: 'resent-files@example.com' })[0]?.attachments).toHaveLength(1);
  expect(await rows(id)).toEqual([]);
});

test('a file that was moved to another email does not leave', async () => {
  await using idle = await startTestService({ env: { RUN_WORKER: 'false' }, subscribe: false });
  const { prisma } = idle.context.database;
  const input = { message: welcome, attachments: [pdf] };
  const one = await idle.client.emails.send.mutate({ to: 'one@b.co', ...input });
  const two = await idle.client.emails.send.mutate({ to: 'two@b.co', ...input });
  const [row] = await prisma.attachment.findMany({ where: { emailId: one.id } });
  await prisma.attachment.updateMany({
    where: { emailId: two.id },
    data: { sealed: row?.sealed ?? new Uint8Array() },
  });
  const worker = await startWorker(idle.context);
  await idle.until(two.id, 'failed');
  await worker.stop();
  expect(await idle.client.emails.get.query({ id: two.id })).toMatchObject({ error: 'content_unreadable' });
  expect(idle.simulator.calls.ofEmail(two.id)).toEqual({ received: 0, accepted: 0 });
});

test.each([
  ['path', { path: '/etc/passwd' }],
  ['href', { href: 'https://x.example/a.pdf' }],
  ['raw', { raw: 'Content-Type: text/html' }],
  ['encoding', { encoding: 'utf8' }],
  ['cid', { cid: 'logo' }],
])('17: an attachment with %s is refused by the schema', async (_, more) => {
  const { fileName, contentType } = pdf;
  for (const attachment of [
    { ...pdf, ...more },
    { fileName, contentType, ...more },
  ]) {
    const { status, body } = await send([attachment]);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect((body as { field: string }).field).toMatch(/^attachments\[0\]/);
    expect(JSON.stringify(body)).not.toMatch(/passwd|x\.example|text\/html/);
  }
  expect(JSON.stringify((await send([{ ...pdf, ...more }])).body)).toContain('not known here');
});

test.each([
  ['a program', { fileName: 'a.exe', contentType: 'application/x-msdownload' }, 'attachments[0].contentType'],
  ['a page', { fileName: 'a.html', contentType: 'text/html' }, 'attachments[0].contentType'],
  [
    'a drawing that can run',
    { fileName: 'a.svg', contentType: 'image/svg+xml' },
    'attachments[0].contentType',
  ],
  ['a program that says it is a document', { fileName: 'letter.pdf.exe' }, 'attachments[0].fileName'],
  ['a name without an extension', { fileName: 'pdf', contentType: 'image/png' }, 'attachments[0].fileName'],
  ['a path upwards', { fileName: '../letter.pdf' }, 'attachments[0].fileName'],
  ['a path of Windows', { fileName: 'C:\\letter.pdf' }, 'attachments[0].fileName'],
  ['no content', { content: '' }, 'attachments[0].content'],
  ['content that is not base64', { content: 'not base64!' }, 'attachments[0].content'],
  ['base64 with a tail', { content: 'JVBERg==AAAA' }, 'attachments[0].content'],
])('%s answers 400', async (_, change, field) => {
  expect(await send([{ ...pdf, ...change }])).toMatchObject({ status: 400, body: { field } });
});

test('at most ten files and 25 MiB together, and not a byte more', () => {
  const mib = (count: number) => ({ ...pdf, content: Buffer.alloc(count * 1024 * 1024).toString('base64') });
  const refused = (files: unknown[]) => attachmentsInput.safeParse(files).error?.issues[0]?.message;
  expect(refused(Array.from({ length: 11 }, () => pdf))).toBeDefined();
  expect(refused([mib(13), mib(12)])).toBeUndefined();
  expect(refused([mib(13), mib(12), pdf])).toBe('must be at most 25 MiB together');
  expect(refused([mib(26)])).toBe('must be at most 25 MiB together');
});

test('25 MiB of files are taken, over REST and tRPC, and arrive', { timeout: 120_000 }, async () => {
  const bytes = randomBytes(12.5 * 1024 * 1024);
  const file = {
    fileName: 'scan.jpeg',
    contentType: 'image/jpeg',
    content: bytes.toString('base64'),
  } as const;
  const { status, body } = await send([file, file]);
  expect(status).toBe(200);
  await service.until((body as { id: string }).id, 'delivered');
  const { id } = await service.client.emails.send.mutate({
    to: 'big@b.co',
    message: welcome,
    attachments: [file],
  });
  await service.until(id, 'delivered');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(service.simulator.inbox.list({ to: 'big@b.co' })[0]?.attachments).toMatchObject([{ sha256 }]);
});
