import type { Context } from '../context.ts';
import { hashAuditEntry } from './append-entry.ts';

const PAGE = 1000;

/**
 * Walks a project's chain, a page at a time. Returns the first sequence that is missing or altered, or how many entries are
 * sound. What was cut off the end is not seen here: that takes a head kept elsewhere (`verify-heads.ts`).
 */
export async function verifyAuditChain(
  { database, sealing }: Pick<Context, 'database' | 'sealing'>,
  projectId: string,
  progress: (sound: number) => void = () => {},
): Promise<{ sound: number } | { broken: number }> {
  let previous: Uint8Array = new Uint8Array(32);
  let sequence = 0;
  for (;;) {
    const page = await database.prisma.auditEntry.findMany({
      where: { projectId, sequence: { gt: sequence } },
      orderBy: { sequence: 'asc' },
      take: PAGE,
    });
    for (const entry of page) {
      const expected = sequence + 1;
      const linked = Buffer.from(entry.previousHash).equals(previous);
      const intact = Buffer.from(hashAuditEntry(sealing, entry)).equals(entry.hash);
      if (entry.sequence !== expected || !linked || !intact) return { broken: expected };
      previous = entry.hash;
      sequence = entry.sequence;
    }
    progress(sequence);
    if (page.length < PAGE) return { sound: sequence };
  }
}
