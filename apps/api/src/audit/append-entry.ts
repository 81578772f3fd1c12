import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import type { Sealing } from '../sealing/sealing.ts';

export type AuditFact = {
  projectId: string;
  /** Who: `key:<id>`, `developer`, `admin`. */
  actor: string;
  /** What, as `thing.verb`: `api_key.created`, `email.content_read`. */
  action: string;
  /** Id of the thing; never an address. */
  target?: string;
};

const FIRST = new Uint8Array(32);

/** Adds one entry to the project's chain, in the transaction of what it tells of. */
export async function appendAuditEntry(
  { sealing, now }: Pick<Context, 'sealing' | 'now'>,
  tx: Transaction,
  fact: AuditFact,
): Promise<void> {
  // One writer a project at a time: two that read the same last entry would fork the chain.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${fact.projectId}`}, 0))`;
  const last = await tx.auditEntry.findFirst({
    where: { projectId: fact.projectId },
    orderBy: { sequence: 'desc' },
    select: { sequence: true, hash: true },
  });
  const entry = {
    projectId: fact.projectId,
    sequence: (last?.sequence ?? 0) + 1,
    at: now(),
    actor: fact.actor,
    action: fact.action,
    target: fact.target ?? null,
    previousHash: new Uint8Array(last?.hash ?? FIRST),
  };
  await tx.auditEntry.create({ data: { ...entry, hash: hashAuditEntry(sealing, entry) } });
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
