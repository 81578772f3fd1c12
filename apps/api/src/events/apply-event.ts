import {
  canRaise,
  parseAddress,
  parseAttemptTag,
  type RecipientStatus,
  recipientStatus,
  type SesEvent,
} from '@carepost/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../context.ts';
import type { Attempt, Email } from '../database/generated/client.ts';
import type { Transaction } from '../database/open-database.ts';
import { setStatus } from '../delivery/settle-attempt.ts';
import { parkEvent } from './park-event.ts';
import { readSesEvent } from './read-ses-event.ts';
import { suppressAddress } from './suppress-address.ts';

/**
 * Applies one provider event to the email it speaks of: proves the attempt sent, raises recipients, suppresses bounced
 * and complaining addresses, and keeps the event without address or text. An event without a known email is parked.
 */
export async function applyEvent(context: Context, tx: Transaction, event: SesEvent): Promise<void> {
  const found = await findAttempt(tx, event);
  if (!found) {
    await parkEvent(context, tx, event);
    return;
  }
  const { email, attempt } = found;
  const { proves, addresses, occurredAt, detail, suppress, unlessDelivered } = readSesEvent(event);
  const spokenOf = await matchRecipients(context, tx, email, addresses);
  const now = context.now();

  await proveSent(tx, attempt, event, now);
  const raised = spokenOf.filter(
    ({ status }) => proves && canRaise(status, proves) && !(unlessDelivered && status === 'delivered'),
  );
  for (const { n } of raised) {
    await tx.recipient.update({
      where: { emailId_n: { emailId: email.id, n } },
      data: { status: proves ?? '', updatedAt: now },
    });
  }
  // Only what changed is rolled up: an event that raises nobody must not undo a claim.
  if (raised.length > 0) await setStatus(tx, email.id, proves === 'sent' ? { error: null } : {}, now);
  if (suppress) {
    for (const { address } of spokenOf) {
      await suppressAddress(context, tx, {
        projectId: email.projectId,
        emailId: email.id,
        address,
        reason: suppress,
      });
    }
  }
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

// Whatever the event says, that there is one shows that the provider took this attempt.
async function proveSent(tx: Transaction, attempt: Attempt, event: SesEvent, at: Date): Promise<void> {
  const { emailId, fence, transport } = attempt;
  const { messageId: providerMessageId } = event.mail;
  await tx.attempt.updateMany({
    where: { emailId, fence, outcome: { not: 'sent' } },
    data: { outcome: 'sent', error: null, providerMessageId, settledAt: at },
  });
  await tx.providerMessage.createMany({
    data: [{ transport, providerMessageId, emailId, fence }],
    skipDuplicates: true,
  });
}

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
