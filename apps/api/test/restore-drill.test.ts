import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { checkRestored } from '../src/restore/check-restored.ts';
import { runRestoreDrill } from '../src/restore/restore-drill.ts';
import { freshDatabase } from './database.ts';
import { startTestService } from './service.ts';

const testPostgres = test.skipIf(!inject('postgresUrl'));

testPostgres(
  'a drill restores a running service into an empty database and finds every row, the keys and the audit log',
  { timeout: 120_000 },
  async () => {
    await using service = await startTestService();
    const { config, database } = service.context;
    const source = config.database.url ?? '';
    const files = [{ fileName: 'a.txt', contentType: 'text/plain' as const, content: 'aGVsbG8=' }];
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const message = {
      template: 'welcome' as const,
      props: { firstName: 'Ünï “quoted”, \\ back', signInUrl: 'https://example.com/in' },
    };
    const { id } = await service.client.emails.send.mutate({ to: 'a@example.com', message });
    await service.client.emails.send.mutate({ to: 'b@example.com', message, sendAt, attachments: files });
    await service.until(id, 'delivered');
    await service.client.emails.content.query({ id });
    await service.client.webhooks.create.mutate({
      url: 'http://127.0.0.1:9/a',
      description: 'x, "y" \\ (z)',
    });

    const target = await emptyDatabase();
    const toolPath = process.env.PATH ?? '';
    const drill = { source, target, masterKey: config.masterKey, headFiles: [], toolPath };
    const said: string[] = [];
    expect(await runRestoreDrill(drill, (line) => said.push(line))).toBe(0);
    expect(said.join('\n')).toMatch(/The keys open what is sealed[\s\S]*sound: 2 entries[\s\S]*tables agree/);
    expect(said.at(-1)).toMatch(/^Restored and checked after \d+\.\d s\.$/);

    // A new service on the restored database reads what the old one sealed.
    const env = { DATABASE_URL: target, MASTER_KEY_FILE: keyFileOf(config) };
    await using restored = await startTestService({ env });
    const { html } = await restored.client.emails.content.query({ id });
    expect(html).toContain('Ünï');
    expect(await restored.context.database.prisma.attachment.count()).toBe(1);
    await expect(runRestoreDrill(drill, () => {})).rejects.toThrow('must be an empty database');
    expect(await database.prisma.auditEntry.count()).toBe(2);
  },
);

testPostgres(
  'a drill without pg_dump copies rows and says so; what is missing is named: rows, the key',
  { timeout: 120_000 },
  async () => {
    await using service = await startTestService();
    const { config } = service.context;
    const { id } = await service.client.emails.sendTest.mutate({ to: 'a@example.com', template: 'WELCOME' });
    await service.until(id, 'delivered');
    const target = await emptyDatabase();
    const { masterKey } = config;
    // Without pg_dump, whatever this machine has.
    const source = config.database.url ?? '';
    const drill = { source, target, masterKey, headFiles: [], toolPath: '/nowhere' };
    const said: string[] = [];
    expect(await runRestoreDrill(drill, (line) => said.push(line))).toBe(0);
    expect(said[0]).toContain('YOUR DUMPS ARE NOT TESTED');

    const check = (path: string) =>
      checkRestored(
        { url: target, masterKey: { kind: 'file', path }, headFiles: [] },
        new Map([['Email', 2]]),
        (line) => said.push(line),
      );
    expect(await check(keyFileOf(config))).toBe(1);
    expect(said).toContain('Email has 1 rows instead of 2.');

    const folder = await mkdtemp(join(tmpdir(), 'carepost-keys-'));
    try {
      const other = join(folder, 'other.key');
      await writeFile(other, randomBytes(32).toString('hex'), { mode: 0o600 });
      await expect(check(other)).rejects.toThrow('PREVIOUS_MASTER_KEY_FILE');
      await expect(check(join(folder, 'none.key'))).rejects.toThrow('There is no master key at');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

async function emptyDatabase(): Promise<string> {
  const { DATABASE_URL } = await freshDatabase();
  if (!DATABASE_URL) throw new Error('this test needs Postgres');
  return DATABASE_URL;
}

function keyFileOf({ masterKey }: Config): string {
  if (masterKey.kind !== 'file') throw new Error('this test needs a key file');
  return masterKey.path;
}
