import { emailStatus, type RecipientExport, recipientKind, recipientStatus } from '@carepost/contracts';
import { z } from 'zod';
import { appendAuditEntry } from '../audit/append-entry.ts';
import { checkConsent } from '../consents/check-consent.ts';
import type { Context } from '../context.ts';
import type { Email, Event, Recipient } from '../database/generated/client.ts';
import { openEmail } from '../emails/sealed-email.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { checkSuppression } from '../suppressions/check-suppression.ts';
import { addressId } from '../suppressions/suppressed-address.ts';

const PAGE = 100;

/**
 * Everything held about one address, a page of emails at a time. Every page leaves an audit entry, written before anything
 * is opened. Files are named by type and size; they are there only until the email has left.
 */
export async function exportRecipient(
  context: Context,
  reader: { projectId: string; actor: string },
  { address, cursor }: { address: string; cursor?: string | undefined },
): Promise<RecipientExport> {
  const { projectId } = reader;
  const { database, sealing } = context;
  const addressIndex = sealing.addressIndex(projectId, address);
  const id = addressId(addressIndex);
  await database.transaction((tx) =>
    appendAuditEntry(context, tx, { ...reader, action: 'recipient.exported', target: id }),
  );
  const found = await database.prisma.recipient.findMany({
    where: { projectId, addressIndex, ...(cursor ? { emailId: { lt: cursor } } : {}) },
    orderBy: { emailId: 'desc' },
    take: PAGE + 1,
  });
  const shown = found.slice(0, PAGE);
  const ids = shown.map(({ emailId }) => emailId);
  const rows = await database.prisma.email.findMany({ where: { id: { in: ids }, projectId } });
  const emails = new Map(rows.map((row) => [row.id, row]));
  const events = Map.groupBy(
    await database.prisma.event.findMany({ where: { emailId: { in: ids } }, orderBy: { id: 'asc' } }),
    ({ emailId }) => emailId,
  );
  const exported: RecipientExport['emails'] = [];
  for (const recipient of shown) {
    const email = emails.get(recipient.emailId);
    if (email) exported.push(await describe(context, email, recipient, events.get(email.id) ?? []));
  }
  return {
    id,
    address,
    consent: await checkConsent(context, projectId, address),
    suppressions: await checkSuppression(context, projectId, address),
    emails: exported,
    nextCursor: found.length > PAGE ? (ids.at(-1) ?? null) : null,
  };
}

const eventDetail = z.record(z.string(), z.unknown());

async function describe(
  context: Context,
  email: Email,
  { n, kind, status }: Recipient,
  events: readonly Event[],
): Promise<RecipientExport['emails'][number]> {
  return {
    id: email.id,
    template: email.template,
    status: emailStatus.parse(email.status),
    kind: recipientKind.parse(kind),
    recipientStatus: recipientStatus.parse(status),
    createdAt: email.createdAt.toISOString(),
    contentErasedAt: email.contentErasedAt?.toISOString() ?? null,
    content: await contentOf(context, email),
    events: events
      .filter(({ recipients }) => recipients.includes(n))
      .map(({ type, occurredAt, detail }) => ({
        type,
        at: occurredAt.toISOString(),
        detail: eventDetail.parse(detail),
      })),
  };
}

// Without the other recipients: theirs is not what was asked for.
async function contentOf(context: Context, email: Email) {
  try {
    const { props, replyTo, headers, attachments } = await openEmail(context, email);
    return { props, replyTo, headers, attachments };
  } catch (error) {
    if (error instanceof SealBrokenError) return null;
    throw error;
  }
}
