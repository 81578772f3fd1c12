import type { EmailStatus, RecipientStatus } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { readSuppressed, withoutSuppressed } from '../delivery/suppressed-recipients.ts';
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

// Postgres takes 65,535 values in a statement, Prisma fewer; seven columns each.
const ROWS_AT_ONCE = 2_000;

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
  const recipients = emails.flatMap(({ id, projectId, recipients: named, recipientStatuses }) =>
    named.map(({ kind, addressIndex }, n) => ({
      emailId: id,
      n,
      projectId,
      kind,
      addressIndex,
      status: recipientStatuses[n] ?? 'queued',
      updatedAt: now,
    })),
  );
  for (let from = 0; from < recipients.length; from += ROWS_AT_ONCE) {
    await tx.recipient.createMany({ data: recipients.slice(from, from + ROWS_AT_ONCE) });
  }
  const waiting = emails.filter(({ status }) => status !== 'suppressed');
  for (const { id: emailId, projectId, attachments } of waiting) {
    await storeAttachments(context, tx, { projectId, emailId }, attachments);
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
