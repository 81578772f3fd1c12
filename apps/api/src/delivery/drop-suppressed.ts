import type { Context } from '../context.ts';
import type { Email, Recipient } from '../database/generated/client.ts';
import type { Claim } from './lease.ts';
import { rollUpEmail } from './roll-up-email.ts';
import { readSuppressed, withoutSuppressed } from './suppressed-recipients.ts';

/**
 * Takes suppressed recipients off a claimed email. Returns who is left; with no `to` that is nobody. Where nobody is left,
 * for whatever reason, the email is rolled up and the claim ends.
 */
export async function dropSuppressed(context: Context, email: Email, claim: Claim): Promise<Recipient[]> {
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
  if (remaining.length > 0 && remaining.length === recipients.length) return recipients;
  const dropped = recipients.filter((recipient) => !remaining.includes(recipient));
  const ours = await database.transaction(async (tx) => {
    // The email's row first, as everywhere.
    const locked = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "Email" WHERE "id" = ${email.id}::uuid AND "fence" = ${claim.fence} AND "status" = 'claimed' FOR UPDATE`;
    if (locked.length === 0) return false;
    const at = now();
    await tx.recipient.updateMany({
      where: { emailId: email.id, n: { in: dropped.map(({ n }) => n) }, status: 'queued' },
      data: { status: 'suppressed', updatedAt: at },
    });
    if (remaining.length === 0) await rollUpEmail(tx, email.id, {}, at);
    await live.emailChanged(tx, email.id);
    return true;
  });
  return ours ? remaining : [];
}
