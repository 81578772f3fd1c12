import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startTestService } from './service.ts';
import { openReceiver } from './webhook-receiver.ts';

const planted = ['zaphodia', 'beeblebrox-clinic', 'amoxicillin-4711', 'planted-portal'];
/** As bytes come to be written down: hexadecimal, and in the middle of base64 at each of its three offsets. */
const searched = planted.flatMap((word) => [
  word,
  Buffer.from(word).toString('hex'),
  ...[word, `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`].flatMap((spelled) =>
    [0, 1, 2].map((offset) =>
      Buffer.from(spelled.slice(offset, offset + 6))
        .toString('base64')
        .toLowerCase(),
    ),
  ),
]);

test('a stolen database without keys reveals no address and no content, nor do the log lines', async () => {
  const logged: string[] = [];
  const logger = pino(
    { level: 'debug' },
    new Writable({
      write(chunk, _encoding, done) {
        logged.push(String(chunk));
        done();
      },
    }),
  );
  // The embedded database in a folder, so that its files can be searched too: old row versions, WAL and all.
  const folder = await mkdtemp(join(tmpdir(), 'carepost-phi-'));
  await using _cleanUp = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  await using service = await startTestService({ env: { DATA_DIR: folder }, overrides: { logger } });
  // A receiver that answers with what it should not: nothing of an answer is kept.
  await using receiver = await openReceiver();
  receiver.answer = (response) =>
    response.writeHead(500, 'Zaphodia', { 'x-note': 'zaphodia' }).end('zaphodia');
  await service.client.webhooks.create.mutate({ url: receiver.url });
  const send = (to: string) =>
    service.client.emails.send.mutate({
      to,
      bcc: ['zaphodia.copy@example.com'],
      replyTo: 'zaphodia.desk@example.com',
      headers: [{ name: 'X-Entity-Ref-ID', value: 'beeblebrox-clinic' }],
      attachments: [
        {
          fileName: 'Zaphodia.txt',
          contentType: 'text/plain',
          content: Buffer.from('Amoxicillin-4711 for Zaphodia').toString('base64'),
        },
      ],
      idempotencyKey: `zaphodia ${to}`,
      message: {
        template: 'prescription-notification',
        props: {
          firstName: 'Zaphodia',
          pharmacy: 'Beeblebrox-Clinic',
          medication: 'Amoxicillin-4711',
          detailsUrl: 'https://planted-portal.example/x',
        },
      },
    });
  const delivered = await send('zaphodia@example.com');
  const bounced = await send('bounce+zaphodia@simulator.amazonses.com');
  service.simulator.faults.set({ failBefore: 1 });
  const unknown = await send('zaphodia+2@example.com');
  await service.until(delivered.id, 'delivered', 'unknown');
  await service.until(bounced.id, 'bounced', 'unknown');
  await service.until(unknown.id, 'delivered', 'unknown');
  await service.post('/api/emails', {
    to: 'zaphodia@@example.com',
    message: { template: 'welcome', props: { firstName: 'Zaphodia' } },
  });
  await service.client.emails.list.query({ to: 'zaphodia@example.com' });
  await service.client.suppressions.add.mutate({ address: 'zaphodia+3@example.com' });
  const asked = { to: 'zaphodia+4@example.com', topic: 'Beeblebrox-Clinic' };
  await service.client.consents.request.mutate(asked);
  await service.client.consents.record.mutate({ address: 'zaphodia+5@example.com' });
  await service.client.consents.withdraw.mutate({ address: 'zaphodia+5@example.com' });

  await receiver.until(4);
  for (const { body } of receiver.received)
    for (const word of planted) expect(body.toLowerCase()).not.toContain(word);

  // Through the service's own window, so that the worker keeps running: every row of every table as text.
  const { prisma } = service.context.database;
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'pgboss') AND table_type = 'BASE TABLE'`;
  expect(tables.length).toBeGreaterThan(15);
  let rows = 0;
  for (const { name } of tables) {
    const dump = await prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`);
    rows += dump.length;
    for (const { row } of dump) {
      const bytes = [...row.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex]) =>
        Buffer.from(hex ?? '', 'hex').toString('latin1'),
      );
      for (const word of searched) expect(`${row}${bytes.join()}`.toLowerCase(), name).not.toContain(word);
    }
  }
  expect(rows).toBeGreaterThan(20);
  await prisma.$executeRaw`CHECKPOINT`;
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((it) => it.isFile());
  const contents = await Promise.all(
    files.map(async ({ parentPath, name }) => (await readFile(join(parentPath, name))).toString('latin1')),
  );
  // What is not secret is found there: the search would find the rest too.
  if (service.context.database.engine === 'pglite')
    expect(contents.some((content) => content.includes('prescription-notification'))).toBe(true);
  const lowered = contents.map((content) => content.toLowerCase());
  for (const word of searched) expect(lowered.some((content) => content.includes(word))).toBe(false);
  expect(logged.length).toBeGreaterThan(2);
  for (const word of planted) expect(logged.join('').toLowerCase()).not.toContain(word);
});
