import {
  canRaise,
  category,
  parseAddress,
  parseAttemptTag,
  type RecipientStatus,
  recipientStatus,
  type SesEvent,
} from '@carepost/contracts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { appendAuditEntries } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import type { Attempt, Email } from '../database/generated/client.ts';
import type { Transaction } from '../database/open-database.ts';
import { rollUpEmail } from '../delivery/roll-up-email.ts';
import { announceEmails } from '../webhooks/announce-emails.ts';
import { proveChannel } from './event-channel.ts';
import { hastenParkedEvents, parkEvent } from './park-event.ts';
import { PROBE_TAG } from './probe-event-channel.ts';
import { readSesEvent } from './read-ses-event.ts';
import { suppressAddress } from './suppress-address.ts';

/**
 * Applies one provider event to the email it speaks of: proves the attempt sent, raises recipients, suppresses bounced
 * and complaining addresses, and keeps the event without address or text. An event without a known email is parked.
 */
export async function applyEvent(context: Context, tx: Transaction, event: SesEvent): Promise<void> {
  const probe = event.mail.tags?.[PROBE_TAG]?.[0];
  if (probe !== undefined) {
    await proveChannel(context.config, tx, category.parse(probe), new Date(event.mail.timestamp));
    return;
  }
  const found = await findAttempt(tx, event);
  if (!found) {
    await parkEvent(context, tx, event);
    return;
  }
  const { email, attempt } = found;
  await proveChannel(context.config, tx, category.parse(email.category), attempt.startedAt);
  const { proves, addresses, occurredAt, detail, suppress, unlessDelivered } = readSesEvent(event);
  const spokenOf = await matchRecipients(context, tx, email, addresses);
  const now = context.now();

  const proven = await proveSent(tx, email, attempt, event, now);
  const raised: number[] = [];
  for (const { n } of spokenOf) {
    if (proves && (await mayRaise(tx, email.id, n, proves, unlessDelivered))) raised.push(n);
  }
  await tx.recipient.updateMany({
    where: { emailId: email.id, n: { in: raised } },
    data: { status: proves ?? '', updatedAt: now },
  });
  // Only what changed is rolled up: an event that raises nobody must not undo a claim.
  if (proven || raised.length > 0) {
    const status = await rollUpEmail(tx, email.id, {}, now);
    // One more recipient bounced: the email says so already, its recipients did not.
    if (status === email.status) {
      await announceEmails(tx, { projectId: email.projectId, emailIds: [email.id], at: now });
    }
  }
  const { id: emailId, projectId } = email;
  const suppressed: string[] = [];
  if (suppress) {
    for (const { address } of spokenOf) {
      const target = await suppressAddress(context, tx, { projectId, emailId, address, reason: suppress });
      if (target) suppressed.push(target);
    }
  }
  if (event.eventType === 'DeliveryDelay')
    await announceEmails(tx, { projectId: email.projectId, emailIds: [email.id], at: now, delayed: true });
  await tx.event.create({
    data: {
      id: uuidv7(),
      projectId: email.projectId,
      emailId: email.id,
      fence: attempt.fence,
      type: event.eventType,
      proves: proves ?? null,
      providerMessageId: event.mail.messageId,
      recipients: spokenOf.map(({ n }) => n),
      detail,
      occurredAt,
      receivedAt: now,
    },
  });
  // Last, as everywhere: who holds the log's lock waits for no row.
  await appendAuditEntries(
    context,
    tx,
    projectId,
    suppressed.map((target) => ({ actor: 'provider', action: 'suppression.added', target })),
  );
  await context.live.emailChanged(tx, email.id);
}

/** By the tag where the event has it, else by the provider's message id (identity-level feedback has no tags). */
async function findAttempt(
  tx: Transaction,
  event: SesEvent,
): Promise<{ email: Email; attempt: Attempt } | undefined> {
  const tag = parseAttemptTag(event.mail.tags?.attempt_id?.[0] ?? '');
  const known =
    tag ??
    (await tx.providerMessage.findFirst({ where: { providerMessageId: event.mail.messageId } })) ??
    undefined;
  if (!known) return undefined;
  const { emailId, fence } = known;
  // The email's row is the lock for everything about it.
  await tx.$queryRaw`SELECT 1 FROM "Email" WHERE "id" = ${emailId}::uuid FOR UPDATE`;
  const email = await tx.email.findUnique({ where: { id: emailId } });
  const attempt = await tx.attempt.findUnique({ where: { emailId_fence: { emailId, fence } } });
  return email && attempt ? { email, attempt } : undefined;
}

// Whatever the event says, that there is one shows that the provider took this attempt: nobody of it waits any more.
// Returns whether that was news.
async function proveSent(
  tx: Transaction,
  email: Email,
  attempt: Attempt,
  event: SesEvent,
  at: Date,
): Promise<boolean> {
  const { emailId, fence, transport } = attempt;
  const { messageId: providerMessageId } = event.mail;
  const { count } = await tx.attempt.updateMany({
    where: { emailId, fence, outcome: { not: 'sent' } },
    data: { outcome: 'sent', error: null, providerMessageId, settledAt: at },
  });
  const known = await tx.providerMessage.createMany({
    data: [{ transport, providerMessageId, emailId, fence }],
    skipDuplicates: true,
  });
  if (known.count > 0) await hastenParkedEvents(tx, providerMessageId);
  // An earlier attempt of an email that waits for another counts as well: nothing has left since, and nothing needs to.
  const waiting = email.status === 'queued' || email.status === 'claimed';
  if (count === 0 || (email.fence !== fence && !waiting)) return false;
  const raised = await tx.recipient.updateMany({
    where: { emailId, status: { in: ['queued', 'sending', 'unknown', 'held', 'failed'] } },
    data: { status: 'sent', updatedAt: at },
  });
  return raised.count > 0;
}

async function mayRaise(
  tx: Transaction,
  emailId: string,
  n: number,
  proves: RecipientStatus,
  unlessDelivered: boolean | undefined,
): Promise<boolean> {
  // proveSent may just have raised the recipient; its row tells.
  const { status } = await tx.recipient.findUniqueOrThrow({
    where: { emailId_n: { emailId, n } },
    select: { status: true },
  });
  const current = recipientStatus.parse(status);
  if (unlessDelivered && current === 'delivered') return false;
  if (canRaise(current, proves)) return true;
  // An out-of-office reply may overtake the delivery it answers: only a bounce for good outweighs a delivery.
  return proves === 'delivered' && current === 'bounced' && !(await bouncedForGood(tx, emailId, n));
}

async function bouncedForGood(tx: Transaction, emailId: string, n: number): Promise<boolean> {
  const bounces = await tx.event.findMany({
    where: { emailId, type: 'Bounce', recipients: { has: n } },
    select: { detail: true },
  });
  return bounces.some(({ detail }) => bounceDetail.parse(detail).bounceType !== 'Transient');
}

const bounceDetail = z.looseObject({ bounceType: z.string().optional() });

async function matchRecipients(
  { sealing }: Context,
  tx: Transaction,
  email: Email,
  addresses: readonly string[],
): Promise<{ n: number; status: RecipientStatus; address: string }[]> {
  const canonical = addresses.flatMap((address) => parseAddress(address) ?? []);
  const byIndex = new Map(
    canonical.map((address) => [
      Buffer.from(sealing.addressIndex(email.projectId, address)).toString('hex'),
      address,
    ]),
  );
  const recipients = await tx.recipient.findMany({ where: { emailId: email.id }, orderBy: { n: 'asc' } });
  return recipients.flatMap(({ n, status, addressIndex }) => {
    const address = byIndex.get(Buffer.from(addressIndex).toString('hex'));
    return address === undefined ? [] : [{ n, status: recipientStatus.parse(status), address }];
  });
}
