import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type AuditHead, auditHead } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { isSignedHead } from './audit-head.ts';

const BATCH = 500;

export type HeadsVerdict = {
  heads: number;
  /** The first line that is no head, or not one of this installation. */
  badLine?: number;
  /** By project: the first sequence that is not what a head says, and whether the log ends before it. */
  broken: Map<string, { sequence: number; cutOff: boolean }>;
};

/** Holds the audit log to heads exported earlier, a batch of lines at a time. Together with a sound chain it proves that no entry up to the last head changed. */
export async function verifyHeads(
  context: Pick<Context, 'database' | 'sealing'>,
  path: string,
): Promise<HeadsVerdict> {
  const verdict: HeadsVerdict = { heads: 0, broken: new Map() };
  let batch: AuditHead[] = [];
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path) })) {
    line += 1;
    const head = readHead(text);
    if (!head || !isSignedHead(context.sealing.auditSigning.publicKey, head)) {
      verdict.badLine ??= line;
      continue;
    }
    verdict.heads += 1;
    batch.push(head);
    if (batch.length < BATCH) continue;
    await compare(context, batch, verdict);
    batch = [];
  }
  await compare(context, batch, verdict);
  return verdict;
}

function readHead(text: string): AuditHead | undefined {
  try {
    return auditHead.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function compare(
  { database }: Pick<Context, 'database'>,
  heads: readonly AuditHead[],
  { broken }: HeadsVerdict,
): Promise<void> {
  const rows = await database.prisma.$queryRaw<{ n: number; hash: Uint8Array | null; last: number | null }[]>`
    SELECT head.n, entry."hash",
           (SELECT max("sequence") FROM "AuditEntry" WHERE "projectId" = head.project) AS last
      FROM unnest(${heads.map((_, n) => n)}::int[], ${heads.map(({ project }) => project)}::uuid[],
                  ${heads.map(({ sequence }) => sequence)}::int[]) AS head(n, project, sequence)
      LEFT JOIN "AuditEntry" entry ON entry."projectId" = head.project AND entry."sequence" = head.sequence`;
  for (const { n, hash, last } of rows) {
    const head = heads[n];
    if (!head || (hash && Buffer.from(hash).toString('hex') === head.hash)) continue;
    const cutOff = head.sequence > (last ?? 0);
    const sequence = cutOff ? (last ?? 0) + 1 : head.sequence;
    const known = broken.get(head.project);
    if (!known || sequence < known.sequence) broken.set(head.project, { sequence, cutOff });
  }
}
