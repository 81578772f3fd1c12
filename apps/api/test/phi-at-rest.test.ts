import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Logger } from '../src/logger.ts';
import { dumpTables } from './dump-tables.ts';
import { knownValues } from './fuzz/known-values.ts';
import { listProcedures, type Procedure } from './fuzz/procedures.ts';
import { createRandom } from './fuzz/random.ts';
import { sampleInput } from './fuzz/sample-input.ts';
import { plantEverywhere } from './plant-everywhere.ts';
import { startTestService, type TestService } from './service.ts';
import { openReceiver } from './webhook-receiver.ts';

type RestRoute = NonNullable<Procedure['rest']>;

const planted = ['zaphodia', 'beeblebrox-clinic', 'amoxicillin-4711', 'planted-portal'];

test('30: planted PHI is in no column of any table and in no log line, before and after sending', async () => {
  const { logger, logged } = listen();
  await using service = await startTestService({ overrides: { logger } });
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

  await expectNoTrace(service, logged.join(''), planted);
});

// What an operator writes about the installation itself is kept as it is; nothing of a patient belongs there.
const settings = [
  'apiKeys.create name',
  'webhooks.create url',
  'webhooks.create description',
  'webhooks.update url',
  'webhooks.update description',
];
/** Those whose purpose is to show content to who sent it, or who may read it. */
const shows = ['templates.render', 'emails.content'];
const WORD = 'trillianastra';

test('30: planted PHI in any input of any procedure is in no log, error, answer, queue table or column', {
  timeout: 180_000,
}, async () => {
  const { logger, logged } = listen();
  await using service = await startTestService({
    overrides: { logger },
    env: { API_KEY_REQUESTS_PER_SECOND: '100000' },
  });
  const { id } = await service.client.emails.sendTest.mutate({
    to: `${WORD}@example.com`,
    template: 'WELCOME',
  });
  const { endpoint } = await service.client.webhooks.create.mutate({
    url: 'http://127.0.0.1:9/hook',
    eventTypes: ['email.complained'],
  });
  const known = { ...knownValues([id, endpoint.id], ['ford@example.com']), idempotencyKey: ['a key'] };
  const asked = new Set<string>();
  for (const procedure of listProcedures()) {
    if (procedure.type === 'subscription' || !procedure.rest) continue;
    const { name, rest } = procedure;
    const askBoth = async (input: unknown) => [
      await service.post(`/trpc/${name}`, input ?? null),
      await askRest(service, rest, input),
    ];
    // Every optional field is there.
    const random = { ...createRandom(30, 0), chance: () => true };
    for (const { place, input } of plantEverywhere(sampleInput(random, procedure.input, known), WORD)) {
      if (settings.includes(`${name} ${place}`)) continue;
      for (const { status, body } of await askBoth(input)) {
        const text = JSON.stringify(body).toLowerCase();
        expect(status, `${name} ${place}`).toBeLessThan(500);
        if (status >= 400 || !shows.includes(name)) expect(text, `${name} ${place}`).not.toContain(WORD);
      }
      asked.add(name);
    }
  }
  await service.client.account.resume.mutate({});
  await service.until(id, 'delivered');

  const procedures = listProcedures().filter(({ rest }) => rest);
  expect([...asked].toSorted()).toEqual(procedures.map(({ name }) => name).toSorted());
  await expectNoTrace(service, logged.join(''), [WORD]);
});

async function askRest(service: TestService, { method, path }: RestRoute, input: unknown) {
  const fields = z.record(z.string(), z.unknown()).safeParse(input).data ?? {};
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, field: string) =>
    encodeURIComponent(typeof fields[field] === 'string' ? fields[field] : WORD),
  );
  if (method === 'POST') return service.post(`/api${filled}`, input ?? null);
  const response = await fetch(`${service.url}/api${filled}`, { method });
  return { status: response.status, body: await response.json() };
}

/** A logger at its most talkative, and what it was told. */
function listen(): { logger: Logger; logged: string[] } {
  const logged: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  return { logger: pino({ level: 'debug' }, destination), logged };
}

async function expectNoTrace(service: TestService, log: string, words: readonly string[]): Promise<void> {
  const dump = await dumpTables(service);
  expect(dump.length).toBeGreaterThan(15);
  expect(dump.some(({ table }) => table.startsWith('pgboss.'))).toBe(true);
  expect(dump.flatMap(({ rows }) => rows).length).toBeGreaterThan(20);
  expect(log.split('\n').length).toBeGreaterThan(2);
  for (const word of words) {
    for (const { table, rows } of dump) {
      expect(rows.filter((row) => row.includes(word)).length, `${word} in ${table}`).toBe(0);
    }
    expect(log.toLowerCase()).not.toContain(word);
  }
}
