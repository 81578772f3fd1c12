import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import { rollUpEmail } from './roll-up-email.ts';

/** Takes suppressed recipients off a claimed email. Returns who is left; with nobody left the email is `suppressed`. */
export async function dropSuppressed(context: Context, email: Email): Promise<{ n: number }[]> {
  const { database, live, now } = context;
  const recipients = await database.prisma.recipient.findMany({
    where: { emailId: email.id, status: 'queued' },
    orderBy: { n: 'asc' },
  });
  const suppressions = await database.prisma.suppression.findMany({
    where: {
      projectId: email.projectId,
      addressIndex: { in: recipients.map((recipient) => recipient.addressIndex) },
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
  const remaining = recipients.filter((recipient) => !isSuppressed(recipient));
  await database.transaction(async (tx) => {
    await tx.recipient.updateMany({
      where: {
        emailId: email.id,
        n: { in: recipients.filter(isSuppressed).map(({ n }) => n) },
        status: 'queued',
      },
      data: { status: 'suppressed', updatedAt: now() },
    });
    if (remaining.length === 0) await rollUpEmail(tx, email.id, {}, now());
    await live.emailChanged(tx, email.id);
  });
  return remaining;
}
