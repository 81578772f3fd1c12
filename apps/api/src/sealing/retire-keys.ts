import type { Database } from '../database/open-database.ts';
import { type SealedColumn, sealedColumns } from './sealed-columns.ts';
import { usesKey } from './sealed-rows.ts';

export type RetiredKey = {
  id: string;
  outcome: 'retired' | 'newest' | 'in_use' | 'too_early';
  /** For `in_use`: the columns that hold values sealed under it. */
  usedBy: string[];
};

/**
 * How long after its successor a key is kept at the least. A process that could not learn of the successor stops sealing
 * under the old one after an hour (data-keys.ts), so that nothing can come to be sealed under a key that is gone.
 */
export const RETIRE_AFTER_HOURS = 24;

/** Deletes the data keys that nothing is sealed under any more, and says of every key what became of it. */
export async function retireKeys({ prisma }: Pick<Database, 'prisma'>): Promise<RetiredKey[]> {
  const keys = await prisma.$queryRaw<{ id: string; newest: boolean; ripe: boolean }[]>`
    SELECT "id", next IS NULL AS "newest",
           COALESCE(next < now() - make_interval(hours => ${RETIRE_AFTER_HOURS}::int), false) AS "ripe"
      FROM (SELECT "id", "createdAt", lead("createdAt") OVER (ORDER BY "createdAt", "id") AS next
              FROM "DataKey" WHERE "purpose" = 'seal') AS key
     ORDER BY "createdAt", "id"`;
  const results: RetiredKey[] = [];
  for (const { id, newest, ripe } of keys) {
    if (newest) {
      results.push({ id, outcome: 'newest', usedBy: [] });
      continue;
    }
    const usedBy = await columnsUnder(prisma, id);
    if (usedBy.length > 0) results.push({ id, outcome: 'in_use', usedBy });
    else if (!ripe) results.push({ id, outcome: 'too_early', usedBy });
    else {
      await prisma.dataKey.delete({ where: { id, purpose: 'seal' } });
      results.push({ id, outcome: 'retired', usedBy });
    }
  }
  return results;
}

async function columnsUnder(prisma: Database['prisma'], keyId: string): Promise<string[]> {
  const used: string[] = [];
  for (const column of Object.values<SealedColumn>(sealedColumns)) {
    if (await usesKey(prisma, column, keyId)) used.push(`${column.table}.${column.column}`);
  }
  return used;
}
