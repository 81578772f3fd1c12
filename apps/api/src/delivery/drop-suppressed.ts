import type { Context } from '../context.ts';
import type { Email, Recipient } from '../database/generated/client.ts';
import { rollUpEmail } from './roll-up-email.ts';
import { readSuppressed, withoutSuppressed } from './suppressed-recipients.ts';

/** Takes suppressed recipients off a claimed email. Returns who is left; with no `to` that is nobody. */
export async function dropSuppressed(context: Context, email: Email): Promise<Recipient[]> {
  const { database, live, now } = context;
  const recipients = await database.prisma.recipient.findMany({
    where: { emailId: email.id, status: 'queued' },
    orderBy: { n: 'asc' },
  });
  const isSuppressed = await readSuppressed(
    database.prisma,
    email.projectId,
    recipients.map(({ addressIndex }) => addressIndex),
  );
  const remaining = withoutSuppressed(recipients, email.category, isSuppressed);
  if (remaining.length === recipients.length) return recipients;
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
