import { type EmailStatus, emailStatus, type WebhookEvent, webhookEvent } from '@carepost/contracts';
import type { Email } from '../database/generated/client.ts';
import type { Transaction } from '../database/open-database.ts';
import { announce, findListeners } from './announce.ts';

/** Tells webhooks what the emails' rows say now; `delayed` when the provider reported that it is still trying. */
export async function announceEmails(
  tx: Transaction,
  news: { projectId: string; emailIds: readonly string[]; at: Date; delayed?: boolean },
): Promise<void> {
  if (news.emailIds.length === 0) return;
  const listeners = await findListeners(tx, [news.projectId]);
  if (listeners.length === 0) return;
  const emails = await tx.email.findMany({
    where: { id: { in: [...news.emailIds] }, projectId: news.projectId },
    orderBy: { id: 'asc' },
  });
  const recipients = await tx.recipient.findMany({
    where: { emailId: { in: emails.map(({ id }) => id) } },
    orderBy: [{ emailId: 'asc' }, { n: 'asc' }],
    select: { emailId: true, n: true, kind: true, status: true },
  });
  const ofEmail = Map.groupBy(recipients, ({ emailId }) => emailId);
  const announcements = emails.map((email) => ({
    projectId: news.projectId,
    emailId: email.id,
    event: describeEmail(email, ofEmail.get(email.id) ?? [], news.at, news.delayed ?? false),
  }));
  await announce(tx, listeners, announcements);
}

/** The same, for an email whose status may have changed; a step that only workers know of is no news. */
export async function announceChange(
  tx: Transaction,
  before: { status: string },
  email: Pick<Email, 'id' | 'projectId' | 'status'>,
  at: Date,
): Promise<void> {
  if (publicStatus(before.status) === publicStatus(email.status)) return;
  await announceEmails(tx, { projectId: email.projectId, emailIds: [email.id], at });
}

function describeEmail(
  email: Email,
  recipients: readonly { n: number; kind: string; status: string }[],
  at: Date,
  delayed: boolean,
): WebhookEvent {
  return webhookEvent.parse({
    type: delayed ? 'email.delayed' : `email.${publicStatus(email.status)}`,
    timestamp: at.toISOString(),
    data: {
      emailId: email.id,
      template: email.template,
      category: email.category,
      status: publicStatus(email.status),
      error: email.error,
      recipients: recipients.map(({ n, kind, status }) => ({ n, kind, status })),
      createdAt: email.createdAt.toISOString(),
      sendAt: email.sendAt?.toISOString() ?? null,
    },
  });
}

// A worker may claim an email, begin a call and put it back; for everybody else it is queued all the while.
function publicStatus(status: string): EmailStatus {
  return status === 'claimed' || status === 'sending' ? 'queued' : emailStatus.parse(status);
}
