import { suppressionScope } from '@carepost/contracts';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { eraseEmails, restingStatuses } from '../retention/erase-emails.ts';
import { addressId, sealSuppressedAddress } from '../suppressions/suppressed-address.ts';

const BATCH = 500;

export type Erased = { id: string; emails: number; onTheirWay: number };

/**
 * Erases what is held about one address: content of every email to it, for all its recipients, and its consent. A
 * suppression stays as a keyed hash without the address, so that the wish not to be mailed outlives the erasure; so do the
 * states and times of the log. Emails on their way keep what they need: they are counted, and a later call erases them.
 */
export async function eraseRecipient(
  context: Context,
  caller: { projectId: string; actor: string },
  address: string,
): Promise<Erased> {
  const { database, sealing } = context;
  const { projectId } = caller;
  const addressIndex = sealing.addressIndex(projectId, address);
  const id = addressId(addressIndex);
  await database.transaction(async (tx) => {
    // The consent's row is the lock for everything about the address, so it goes first.
    await tx.consent.deleteMany({ where: { projectId, addressIndex } });
    for (const row of await tx.suppression.findMany({ where: { projectId, addressIndex } })) {
      const key = { projectId, addressIndex, scope: suppressionScope.parse(row.scope) };
      await tx.suppression.updateMany({
        where: key,
        data: { sealedAddress: sealSuppressedAddress(context, key, null) },
      });
    }
    await appendAuditEntry(context, tx, { ...caller, action: 'recipient.erased', target: id });
  });

  let emails = 0;
  for (let count = BATCH; count === BATCH; emails += count) {
    count = await eraseSome(context, projectId, addressIndex);
  }
  const [left] = await database.prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM "Recipient" recipient
      JOIN "Email" email ON email."id" = recipient."emailId" AND email."contentErasedAt" IS NULL
     WHERE recipient."projectId" = ${projectId}::uuid AND recipient."addressIndex" = ${addressIndex}`;
  return { id, emails, onTheirWay: left?.count ?? 0 };
}

function eraseSome(
  { database, now }: Context,
  projectId: string,
  addressIndex: Uint8Array<ArrayBuffer>,
): Promise<number> {
  return database.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT email."id" FROM "Email" email
       WHERE email."id" IN (SELECT "emailId" FROM "Recipient"
                             WHERE "projectId" = ${projectId}::uuid AND "addressIndex" = ${addressIndex})
         AND email."contentErasedAt" IS NULL AND email."status" = ANY(${restingStatuses}::text[])
       ORDER BY email."id" LIMIT ${BATCH} FOR UPDATE`;
    await eraseEmails(
      tx,
      rows.map(({ id }) => id),
      now(),
    );
    return rows.length;
  });
}
