import type { SuppressionReason, SuppressionScope } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { sealSuppressedAddress } from './suppressed-address.ts';

export type SuppressionFact = {
  projectId: string;
  addressIndex: Uint8Array<ArrayBuffer>;
  /** Null when only the hash is known. */
  address: string | null;
  scope: SuppressionScope;
  reason: SuppressionReason;
  emailId?: string | undefined;
};

/**
 * Which reasons give way to a new one. An operator's note stays beside an unsubscription: else its undo would lift what
 * the operator decided.
 */
const LIGHTER: Record<SuppressionReason, readonly SuppressionReason[]> = {
  manual: [],
  unsubscribe: [],
  bounce: ['manual'],
  complaint: ['manual', 'unsubscribe', 'bounce'],
};

/**
 * The address is suppressed from now on. Repeating it changes nothing; a lifted suppression holds again, a weightier
 * reason replaces a lighter one. Returns whether something changed.
 */
export async function writeSuppression(
  { sealing, now }: Pick<Context, 'sealing' | 'now'>,
  tx: Transaction,
  fact: SuppressionFact,
): Promise<boolean> {
  const { projectId, addressIndex, address, scope, reason } = fact;
  const sealed = sealSuppressedAddress({ sealing }, { projectId, addressIndex, scope }, address);
  const at = now();
  const written = await tx.$executeRaw`
    INSERT INTO "Suppression" AS old
           ("projectId", "addressIndex", "scope", "reason", "sealedAddress", "emailId", "createdAt", "syncedAt")
    VALUES (${projectId}::uuid, ${addressIndex}, ${scope}, ${reason}, ${sealed}, ${fact.emailId ?? null}::uuid, ${at}::timestamptz,
            ${tellsSes(reason) ? null : at}::timestamptz)
    ON CONFLICT ("projectId", "addressIndex", "scope") DO UPDATE
       -- An operator's word neither tells of nor hides what the address did before.
       SET "reason" = CASE WHEN EXCLUDED."reason" = 'manual' THEN old."reason" ELSE EXCLUDED."reason" END,
           "sealedAddress" = CASE WHEN ${address === null} THEN old."sealedAddress" ELSE EXCLUDED."sealedAddress" END,
           "emailId" = COALESCE(EXCLUDED."emailId", old."emailId"),
           "createdAt" = EXCLUDED."createdAt", "removedAt" = NULL,
           "syncedAt" = CASE WHEN EXCLUDED."reason" = 'manual' AND old."reason" <> 'manual' THEN NULL ELSE EXCLUDED."syncedAt" END
     WHERE old."removedAt" IS NOT NULL
        OR old."reason" = ANY(${LIGHTER[reason]}::text[])`;
  return written > 0;
}

// Wishes about marketing and operators' notes are ours alone; the account's list is for all mail of all projects.
function tellsSes(reason: SuppressionReason): boolean {
  return reason === 'bounce' || reason === 'complaint';
}
