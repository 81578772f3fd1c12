import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { lowestIdAt } from '../emails/id-range.ts';
import { eraseEmails, restingStatuses } from './erase-emails.ts';

const DAY_MS = 24 * 60 * 60_000;
/** In one transaction, and transactions in one run: a backlog is worked off over several runs, beside the delivery. */
const BATCH = 500;
const MOST_BATCHES = 100;

/**
 * Erases addresses, content and files of emails that came to rest longer ago than `CONTENT_RETENTION_DAYS`, and the
 * idempotency keys of that age. Emails, attempts, events and audit entries stay.
 */
export async function eraseOldContent(
  context: Pick<Context, 'database' | 'sealing' | 'config' | 'now'>,
  batch = BATCH,
): Promise<{ emails: number; keys: number }> {
  const before = new Date(context.now().getTime() - context.config.contentRetentionDays * DAY_MS);
  return {
    emails: await inBatches(batch, () => eraseSome(context, before, batch)),
    keys: await inBatches(batch, () => forgetKeys(context, before, batch)),
  };
}

async function eraseSome(
  context: Pick<Context, 'database' | 'sealing' | 'now'>,
  before: Date,
  limit: number,
): Promise<number> {
  return context.database.transaction(async (tx) => {
    // An id tells when its email was accepted, which is before it came to rest: so the index bounds what is looked at.
    const rows = await tx.$queryRaw<{ id: string; projectId: string }[]>`
      SELECT "id", "projectId" FROM "Email"
       WHERE "contentErasedAt" IS NULL AND "id" < ${lowestIdAt(before)}::uuid
         AND "status" = ANY(${restingStatuses}::text[]) AND "updatedAt" < ${before}
       ORDER BY "id" LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
    if (rows.length === 0) return 0;
    await eraseEmails(
      tx,
      rows.map(({ id }) => id),
      context.now(),
    );
    // One entry a project and batch; which emails it were, their rows say. In order, as every lock.
    for (const projectId of [...new Set(rows.map((row) => row.projectId))].sort()) {
      await appendAuditEntry(context, tx, { projectId, actor: 'worker', action: 'content.retention_erased' });
    }
    return rows.length;
  });
}

async function forgetKeys(
  { database }: Pick<Context, 'database'>,
  before: Date,
  limit: number,
): Promise<number> {
  return database.prisma.$executeRaw`
    DELETE FROM "IdempotencyKey" WHERE ("projectId", "keyIndex") IN (
      SELECT "projectId", "keyIndex" FROM "IdempotencyKey" WHERE "createdAt" < ${before}
       ORDER BY "createdAt" LIMIT ${limit})`;
}

async function inBatches(size: number, work: () => Promise<number>): Promise<number> {
  let done = 0;
  for (let round = 0; round < MOST_BATCHES; round += 1) {
    const count = await work();
    done += count;
    if (count < size) break;
  }
  return done;
}
