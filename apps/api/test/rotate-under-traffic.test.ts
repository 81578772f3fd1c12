import { Writable } from 'node:stream';
import { createSesSimulator } from '@carepost/ses-simulator';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { readContent } from '../src/emails/read-content.ts';
import { openDataKeys } from '../src/sealing/data-keys.ts';
import { openKeyFile } from '../src/sealing/key-file.ts';
import { openMasterKey } from '../src/sealing/open-master-key.ts';
import { reseal } from '../src/sealing/reseal.ts';
import { rotateKeys } from '../src/sealing/rotate-keys.ts';
import { sealedUnder } from '../src/sealing/seal.ts';
import { startService } from '../src/service.ts';
import { databaseSnapshot, freshDatabase } from './database.ts';
import { startTestService } from './service.ts';

const message = {
  template: 'welcome',
  props: { firstName: 'Ada', signInUrl: 'https://portal.example.com/sign-in' },
} as const;
const quiet = { progress: () => {}, unreadable: () => {} };

test('28: Key rotated under traffic → 0 failed reads', { timeout: 120_000 }, async () => {
  await using service = await startTestService();
  const { context, client } = service;
  const { database } = context;
  const masterKey = await openMasterKey(context.config);
  // As `admin` in a process of its own: it shares nothing with the service but the database and the master key.
  const admin = await openDataKeys(database, masterKey);

  // On Postgres a second service reads and delivers too, with keys of its own.
  const second = database.engine === 'postgres' ? await startService(context.config) : undefined;
  await using _stopSecond = { [Symbol.asyncDispose]: async () => second?.stop() };
  const reader = { projectId: context.defaultProjectId, actor: 'test' };

  const ids: string[] = [];
  const failures: unknown[] = [];
  const ending = new AbortController();
  let reads = 0;
  async function write(sender: number): Promise<void> {
    for (let n = 0; !ending.signal.aborted; n += 1) {
      const { id } = await client.emails.send.mutate({
        to: `reader-${sender}-${n}@example.com`,
        idempotencyKey: `${sender}-${n}`,
        message,
      });
      ids.push(id);
    }
  }
  async function read(): Promise<void> {
    while (!ending.signal.aborted) {
      const id = ids[(reads * 7) % Math.max(ids.length, 1)];
      if (!id) {
        await new Promise(setImmediate);
        continue;
      }
      const { html } = await client.emails.content.query({ id });
      if (!html.includes('Ada')) failures.push(id);
      if (second) await readContent(second.context, reader, id);
      reads += 1;
    }
  }
  const traffic = [write(1), write(2), read(), read()].map((one) =>
    one.catch((error) => failures.push(error)),
  );

  const keyIds: string[] = [];
  for (let round = 1; round <= 3; round += 1) {
    const readsBefore = reads;
    await expect.poll(() => reads, { timeout: 30_000 }).toBeGreaterThan(readsBefore + 5);
    keyIds.push(await rotateKeys(database, masterKey));
    await reseal(database, admin, quiet);
  }
  const sent = ids.length;
  await expect.poll(() => ids.length, { timeout: 30_000 }).toBeGreaterThan(sent + 2);
  ending.abort();
  await Promise.all(traffic);
  expect(failures).toEqual([]);
  expect(reads).toBeGreaterThan(15);

  // The service heard of the last key without a restart: what came in last is under it.
  const last = await database.prisma.email.findUniqueOrThrow({ where: { id: ids.at(-1) ?? '' } });
  expect(sealedUnder(last.sealed)).toBe(keyIds.at(-1));
  await reseal(database, admin, quiet);
  const rows = await database.prisma.email.findMany();
  expect(rows).toHaveLength(ids.length);
  expect(new Set(rows.map(({ sealed }) => sealedUnder(sealed)))).toEqual(new Set([keyIds.at(-1)]));
  const delivered = () => database.prisma.email.count({ where: { status: 'delivered' } });
  await expect.poll(delivered, { timeout: 60_000 }).toBe(ids.length);
  for (const id of ids) expect(service.simulator.calls.ofEmail(id).accepted).toBe(1);
});

test('27: Ciphertext moved to another row → does not open', async () => {
  await using service = await startTestService({ env: { RUN_WORKER: 'false' } });
  const { client, context } = service;
  const { prisma } = context.database;
  const send = (to: string) => client.emails.send.mutate({ to, message });
  const [own, other, untouched] = [
    await send('own@example.com'),
    await send('other@example.com'),
    await send('untouched@example.com'),
  ];
  const { sealed } = await prisma.email.findUniqueOrThrow({ where: { id: other.id } });
  await prisma.email.update({ where: { id: own.id }, data: { sealed } });
  await expect(client.emails.content.query({ id: own.id })).rejects.toThrow();
  expect(JSON.stringify(await client.emails.get.query({ id: own.id }))).not.toContain('other');
  expect((await client.emails.content.query({ id: other.id })).to).toEqual(['other@example.com']);
  expect((await client.emails.content.query({ id: untouched.id })).to).toEqual(['untouched@example.com']);
  // Nor does resealing make it at home there.
  await rotateKeys(context.database, await openMasterKey(context.config));
  const admin = await openDataKeys(context.database, await openMasterKey(context.config));
  expect(await reseal(context.database, admin, quiet)).toEqual({ resealed: 2, unreadable: 1 });
  await expect(client.emails.content.query({ id: own.id })).rejects.toThrow();
});

test('with KMS away a service does not start; away later, what it knows goes on, also after a rotation it cannot follow', async () => {
  const kms = await createSesSimulator();
  const env = {
    ...(await freshDatabase()),
    PORT: '0',
    LOG_LEVEL: 'silent',
    RUN_WORKER: 'false',
    SIMULATOR_URL: kms.url,
    MASTER_KEY_KMS_ID: 'alias/carepost',
  };
  const logged: string[] = [];
  const write = (chunk: unknown, _: unknown, done: () => void) => {
    logged.push(String(chunk));
    done();
  };
  await using service = await startService(readConfig(env, '/nowhere'), {
    databaseSnapshot: await databaseSnapshot(),
    logger: pino(new Writable({ write })),
  });
  const { sealing, database } = service.context;
  const place = { table: 'Email', column: 'sealed', row: '1' };
  const before = sealing.seal(place, 'before');
  const [row] = await database.prisma.dataKey.findMany({ where: { purpose: 'seal' } });
  expect(row?.wrappedBy).toMatch(/^kms:arn:aws:kms:us-east-1:/);
  await kms.close();

  expect(await sealing.open(place, before)).toBe('before');
  expect(await sealing.open(place, sealing.seal(place, 'after'))).toBe('after');
  // By an administrator whose KMS answers.
  await database.prisma.$executeRaw`
    INSERT INTO "DataKey" ("id", "purpose", "wrapped", "wrappedBy", "createdAt")
    SELECT gen_random_uuid(), 'seal', "wrapped", "wrappedBy", now() + interval '1 second' FROM "DataKey" WHERE "purpose" = 'seal'`;
  await database.prisma.$executeRaw`SELECT pg_notify('carepost_data_keys', '')`;
  await expect.poll(() => logged.join(), { timeout: 30_000 }).toContain('data keys could not be looked up');
  expect(await sealing.open(place, sealing.seal(place, 'later'))).toBe('later');

  const again = startService(readConfig({ ...env, DATA_DIR: 'memory://' }, '/nowhere'), {
    databaseSnapshot: await databaseSnapshot(),
  });
  await expect(again).rejects.toThrow(
    'AWS KMS in us-east-1 cannot be reached; the master key is alias/carepost.',
  );
});

test('a stolen database opens nothing without its master key', async () => {
  await using service = await startTestService({ env: { RUN_WORKER: 'false' } });
  const { database, config } = service.context;
  await service.client.emails.send.mutate({ to: 'own@example.com', message });
  const path = config.masterKey.kind === 'file' ? `${config.masterKey.path}.thief` : '';
  await openKeyFile(path);
  const thief = await openMasterKey({ masterKey: { kind: 'file', path }, previousMasterKey: undefined });
  await expect(openDataKeys(database, thief)).rejects.toThrow('is another: restore it');
});
