import type { Transaction } from '../database/open-database.ts';

type IsSuppressed = (category: string, addressIndex: Uint8Array) => boolean;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Which of the addresses must not be sent to: one query, however many there are. */
export async function readSuppressed(
  client: Pick<Transaction, '$queryRaw'>,
  projectId: string,
  addressIndexes: readonly Uint8Array[],
): Promise<IsSuppressed> {
  const rows = await client.$queryRaw<{ addressIndex: Uint8Array; scope: string }[]>`
    SELECT "addressIndex", "scope" FROM "Suppression"
     WHERE "projectId" = ${projectId}::uuid AND "removedAt" IS NULL
       AND "addressIndex" IN (SELECT decode(given, 'hex') FROM unnest(${addressIndexes.map(hex)}::text[]) AS given)`;
  const held = new Set(rows.map(({ addressIndex, scope }) => `${scope} ${hex(addressIndex)}`));
  return (category, addressIndex) =>
    held.has(`all ${hex(addressIndex)}`) ||
    (category === 'marketing' && held.has(`marketing ${hex(addressIndex)}`));
}

/**
 * Who is left of an email's recipients. An email whose every `to` is suppressed goes to nobody: a copy without its
 * recipient is not what was asked for.
 */
export function withoutSuppressed<R extends { kind: string; addressIndex: Uint8Array }>(
  recipients: readonly R[],
  category: string,
  isSuppressed: IsSuppressed,
): R[] {
  const left = recipients.filter(({ addressIndex }) => !isSuppressed(category, addressIndex));
  return left.some(({ kind }) => kind === 'to') ? left : [];
}
