import type { Context } from '../context.ts';
import type { Email, Recipient } from '../database/generated/client.ts';
import { rollUpEmail } from './roll-up-email.ts';

/**
 * Takes suppressed recipients off a claimed email. Returns who is left. An email whose every `to` is suppressed goes to
 * nobody: a copy without its recipient is not what was asked for.
 */
export async function dropSuppressed(context: Context, email: Email): Promise<Recipient[]> {
  const { database, live, now } = context;
  const recipients = await database.prisma.recipient.findMany({
    where: { emailId: email.id, status: 'queued' },
    orderBy: { n: 'asc' },
  });
  const suppressions = await database.prisma.suppression.findMany({
    where: {
      projectId: email.projectId,
      addressIndex: { in: recipients.map((recipient) => recipient.addressIndex) },
      removedAt: null,
      scope: { in: email.category === 'marketing' ? ['all', 'marketing'] : ['all'] },
    },
    select: { addressIndex: true },
  });
  if (suppressions.length === 0) return recipients;
  const suppressed = new Set(
    suppressions.map(({ addressIndex }) => Buffer.from(addressIndex).toString('hex')),
  );
  const isSuppressed = (recipient: { addressIndex: Uint8Array }) =>
    suppressed.has(Buffer.from(recipient.addressIndex).toString('hex'));
  const left = recipients.filter((recipient) => !isSuppressed(recipient));
  const remaining = left.some(({ kind }) => kind === 'to') ? left : [];
  const dropped = recipients.filter((recipient) => !remaining.includes(recipient));
  await database.transaction(async (tx) => {
    await tx.recipient.updateMany({
      where: {
        emailId: email.id,
        n: { in: dropped.map(({ n }) => n) },
        status: 'queued',
      },
      data: { status: 'suppressed', updatedAt: now() },
    });
    if (remaining.length === 0) await rollUpEmail(tx, email.id, {}, now());
    await live.emailChanged(tx, email.id);
  });
  return remaining;
}
