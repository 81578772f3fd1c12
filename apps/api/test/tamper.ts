import type { Database, Transaction } from '../src/database/open-database.ts';

/** Changes the audit log as only the owner of its table can: with the trigger out of the way. */
export function tamper(database: Database, work: (tx: Transaction) => Promise<unknown>): Promise<void> {
  return database.transaction(async (tx) => {
    await tx.$executeRaw`ALTER TABLE "AuditEntry" DISABLE TRIGGER "AuditEntry_append_only"`;
    await work(tx);
    await tx.$executeRaw`ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER "AuditEntry_append_only"`;
  });
}
