import { setImmediate } from 'node:timers/promises';
import type { EmailStatus, RecipientStatus } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { readSuppressed, withoutSuppressed } from '../delivery/suppressed-recipients.ts';
import { announceEmails } from '../webhooks/announce-emails.ts';
import { storeAttachments } from './attachments.ts';
import type { Draft } from './draft-email.ts';

/** A draft with the states it begins in. */
export type Planned = Draft & { status: EmailStatus; recipientStatuses: RecipientStatus[] };

/** Says in which state each draft begins; suppressed recipients are known here already. One query for all of them. */
export async function planEmails(context: Context, projectId: string, drafts: Draft[]): Promise<Planned[]> {
  const indexes = drafts.flatMap(({ recipients }) => recipients.map(({ addressIndex }) => addressIndex));
  const isSuppressed = await readSuppressed(context.database.prisma, projectId, indexes);
  return drafts.map((draft) => {
    const left = withoutSuppressed(draft.recipients, draft.template.category, isSuppressed);
    const waiting = draft.schedule.notBefore ? 'scheduled' : 'queued';
    return {
      ...draft,
      status: left.length === 0 ? 'suppressed' : waiting,
      recipientStatuses: draft.recipients.map((recipient) =>
        left.includes(recipient) ? 'queued' : 'suppressed',
      ),
    };
  });
}

/** Writes emails with their recipients, files and jobs: all of it, or nothing when the transaction fails. */
export async function storeEmails(
  context: Context,
  tx: Transaction,
  emails: readonly Planned[],
): Promise<void> {
  const { config, queue } = context;
  const now = context.now();
  await tx.email.createMany({
    data: emails.map(({ id, projectId, template, status, from, locale, timeZone, sealed, schedule }) => ({
      id,
      projectId,
      template: template.id,
      category: template.category,
      status,
      onUnknown: template.onUnknown,
      fromAddress: from,
      fromName: config.sender.name,
      locale,
      timeZone,
      sealed,
      ...schedule,
      createdAt: now,
      updatedAt: now,
    })),
  });
  await storeRecipients(tx, emails, now);
  const waiting = emails.filter(({ status }) => status !== 'suppressed');
  for (const { id: emailId, projectId, attachments } of waiting) {
    await storeAttachments(context, tx, { projectId, emailId }, attachments);
  }
  for (const [projectId, ofProject] of Map.groupBy(emails, (email) => email.projectId)) {
    await announceEmails(tx, { projectId, emailIds: ofProject.map(({ id }) => id), at: now });
  }
  await queue.wake(
    tx,
    waiting.map(({ id, template, schedule }) => ({
      id,
      category: template.category,
      notBefore: schedule.notBefore,
    })),
  );
}

// In slices: a batch may name 50,000, Prisma's own createMany takes ten times as long for them, and one statement for all of them
// would let nobody else have a turn.
async function storeRecipients(tx: Transaction, emails: readonly Planned[], now: Date): Promise<void> {
  for (let first = 0; first < emails.length; first += EMAILS_A_STATEMENT) {
    await storeRecipientsOf(tx, emails.slice(first, first + EMAILS_A_STATEMENT), now);
    await setImmediate();
  }
}

const EMAILS_A_STATEMENT = 50;

async function storeRecipientsOf(tx: Transaction, emails: readonly Planned[], now: Date): Promise<void> {
  const rows = emails.flatMap(({ id, projectId, recipients, recipientStatuses }) =>
    recipients.map(({ kind, addressIndex }, n) => ({
      id,
      n,
      projectId,
      kind,
      index: Buffer.from(addressIndex).toString('hex'),
      status: recipientStatuses[n] ?? 'queued',
    })),
  );
  await tx.$executeRaw`
    INSERT INTO "Recipient" ("emailId", "n", "projectId", "kind", "addressIndex", "status", "updatedAt")
    SELECT given.id, given.n, given.project, given.kind, decode(given.index, 'hex'), given.status, ${now}
      FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ n }) => n)}::int[],
                  ${rows.map(({ projectId }) => projectId)}::uuid[], ${rows.map(({ kind }) => kind)}::text[],
                  ${rows.map(({ index }) => index)}::text[], ${rows.map(({ status }) => status)}::text[])
        AS given(id, n, project, kind, index, status)`;
}
