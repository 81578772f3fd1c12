import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import type { Sealing } from '../sealing/sealing.ts';

export type AuditFact = {
  projectId: string;
  /** Who: `key:<id>`, `developer`, `admin`, `recipient`, `provider`, `worker`. */
  actor: string;
  /** What, as `thing.verb`: `api_key.created`, `email.content_read`. */
  action: string;
  /** Id of the thing; never an address. */
  target?: string;
};

const FIRST = new Uint8Array(32);

/** Adds one entry to the project's chain, in the transaction of what it tells of. */
export async function appendAuditEntry(
  context: Pick<Context, 'sealing' | 'now'>,
  tx: Transaction,
  fact: AuditFact,
): Promise<void> {
  const { projectId, ...rest } = fact;
  await appendAuditEntries(context, tx, projectId, [rest]);
}

/** Adds entries in the order given, for what was done to many things at once. */
export async function appendAuditEntries(
  { sealing, now }: Pick<Context, 'sealing' | 'now'>,
  tx: Transaction,
  projectId: string,
  facts: readonly Omit<AuditFact, 'projectId'>[],
): Promise<void> {
  if (facts.length === 0) return;
  // One writer a project at a time: two that read the same last entry would fork the chain.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${projectId}`}, 0))`;
  const last = await tx.auditEntry.findFirst({
    where: { projectId },
    orderBy: { sequence: 'desc' },
    select: { sequence: true, hash: true },
  });
  let { sequence, hash } = last ?? { sequence: 0, hash: FIRST };
  const at = now();
  const entries = facts.map(({ actor, action, target }) => {
    sequence += 1;
    const previousHash = new Uint8Array(hash);
    const entry = { projectId, sequence, at, actor, action, target: target ?? null, previousHash };
    const own = hashAuditEntry(sealing, entry);
    hash = own;
    return { ...entry, hash: own };
  });
  await tx.auditEntry.createMany({ data: entries });
}

/** HMAC-SHA-256 over the previous hash and every column, in a fixed order. */
export function hashAuditEntry(
  sealing: Sealing,
  entry: {
    projectId: string;
    sequence: number;
    at: Date;
    actor: string;
    action: string;
    target: string | null;
    previousHash: Uint8Array;
  },
): Uint8Array<ArrayBuffer> {
  const { projectId, sequence, at, actor, action, target } = entry;
  const previous = Buffer.from(entry.previousHash).toString('hex');
  return sealing.auditHash(
    JSON.stringify([previous, projectId, sequence, at.toISOString(), actor, action, target]),
  );
}
