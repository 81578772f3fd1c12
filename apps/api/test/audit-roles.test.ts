import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { freshDatabase } from './database.ts';
import { startTestService } from './service.ts';

const testPostgres = test.skipIf(!inject('postgresUrl'));

/** A database that belongs to one role, and another role that may connect to it and nothing else. */
async function twoRoles() {
  const { DATABASE_URL = '' } = await freshDatabase();
  const suffix = randomBytes(4).toString('hex');
  const [owner, service] = [`owner_${suffix}`, `service_${suffix}`];
  await query(
    DATABASE_URL,
    `CREATE ROLE ${owner} LOGIN PASSWORD 'owner'; CREATE ROLE ${service} LOGIN PASSWORD 'service';
     ALTER DATABASE ${new URL(DATABASE_URL).pathname.slice(1)} OWNER TO ${owner};
     REVOKE CREATE ON SCHEMA public FROM PUBLIC;`,
  );
  const as = (user: string, password: string) =>
    Object.assign(new URL(DATABASE_URL), { username: user, password }).href;
  return { ownerUrl: as(owner, 'owner'), serviceUrl: as(service, 'service') };
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

testPostgres(
  'with a role for migrations the service delivers mail and can add to the audit log, and change nothing of it',
  async () => {
    const { ownerUrl, serviceUrl } = await twoRoles();
    const env = { DATABASE_URL: serviceUrl, MIGRATE_DATABASE_URL: ownerUrl };
    {
      await using service = await startTestService({ env });
      await service.newKey(['read']);
      const { id } = await service.client.emails.sendTest.mutate({
        to: 'a@example.com',
        template: 'WELCOME',
      });
      expect(await service.until(id, 'delivered')).toBe('delivered');
    }
    for (const sql of [
      `UPDATE "AuditEntry" SET "actor" = 'nobody'`,
      'DELETE FROM "AuditEntry"',
      'TRUNCATE "AuditEntry"',
    ]) {
      await expect(query(serviceUrl, sql), sql).rejects.toThrow('permission denied for table AuditEntry');
    }
    for (const sql of [
      'ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL',
      'DROP TRIGGER "AuditEntry_append_only" ON "AuditEntry"',
    ]) {
      await expect(query(serviceUrl, sql), sql).rejects.toThrow('must be owner');
    }
    // Its owner has the rights, and is still refused by the trigger.
    await expect(query(ownerUrl, 'DELETE FROM "AuditEntry"')).rejects.toThrow('append-only');
    expect((await query(ownerUrl, 'SELECT 1 FROM "AuditEntry"')).rowCount).toBe(1);
  },
);

testPostgres('once the tables are there, a service that knows only its own role starts', async () => {
  const { ownerUrl, serviceUrl } = await twoRoles();
  const first = await startTestService({
    env: { DATABASE_URL: serviceUrl, MIGRATE_DATABASE_URL: ownerUrl },
  });
  await first[Symbol.asyncDispose]();
  // Another folder, so another master key would be made: the database's keys are left out of this test.
  await query(ownerUrl, 'DELETE FROM "DataKey"');
  await using second = await startTestService({ env: { DATABASE_URL: serviceUrl } });
  const { id } = await second.client.emails.sendTest.mutate({ to: 'a@example.com', template: 'WELCOME' });
  expect(await second.until(id, 'delivered')).toBe('delivered');
});
