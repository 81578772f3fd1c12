import type { Database } from '../database/open-database.ts';
import type { MasterKey } from './master-key.ts';
import { wrapDataKey } from './wrap-data-key.ts';

/**
 * Wraps every data key anew, by the master key that wraps now; nothing sealed changes. May be repeated, and stopped in
 * between. Every process must know both master keys before: see docs/sealed-format.md. @throws MasterKeyError
 */
export async function rewrapKeys(
  { prisma }: Pick<Database, 'prisma'>,
  masterKey: MasterKey,
): Promise<{ moved: number; same: number }> {
  const counts = { moved: 0, same: 0 };
  for (const row of await prisma.dataKey.findMany({ orderBy: { createdAt: 'asc' } })) {
    const { id, wrapped, wrappedBy } = row;
    const key = await wrapDataKey(masterKey, await masterKey.unwrap(row, row), row);
    if (key.wrappedBy === wrappedBy) {
      counts.same += 1;
      continue;
    }
    // Of two runs at once the second finds it done.
    const { count } = await prisma.dataKey.updateMany({ where: { id, wrapped }, data: key });
    counts.moved += count;
  }
  return counts;
}
