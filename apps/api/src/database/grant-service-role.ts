import type pg from 'pg';
import type { Database } from './open-database.ts';

/** Any number: migrations of processes that start together grant one after the other, since Postgres refuses it at once. */
const LOCK = 4_211_907;

/**
 * Lets the service's own role do its work on the tables, and on the audit log only read and add: run as the role that owns
 * them, after every migration. pg-boss makes its tables itself, so its schema belongs to the service.
 */
export async function grantServiceRole(pool: pg.Pool, role: string): Promise<void> {
  const client = await pool.connect();
  try {
    const name = client.escapeIdentifier(role);
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(`
      GRANT USAGE ON SCHEMA public TO ${name};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${name};
      REVOKE UPDATE, DELETE, TRUNCATE ON "AuditEntry" FROM ${name}, PUBLIC;
      REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM ${name};
    `);
    const { rows } = await client.query("SELECT 1 FROM pg_namespace WHERE nspname = 'pgboss'");
    if (rows.length === 0) {
      // A role may give a schema away only to one that it is a member of; creating it for oneself needs neither.
      await client.query('CREATE SCHEMA pgboss');
      await client.query(`GRANT USAGE, CREATE ON SCHEMA pgboss TO ${name}`);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** Whether the role this process has could change audit entries, were it not for the trigger: true for an owner and a superuser. */
export async function mayChangeAudit({ prisma }: Database): Promise<boolean> {
  const [row] = await prisma.$queryRaw<{ may: boolean }[]>`
    SELECT has_table_privilege('"AuditEntry"', 'UPDATE') OR has_table_privilege('"AuditEntry"', 'DELETE') AS may`;
  return row?.may ?? false;
}
