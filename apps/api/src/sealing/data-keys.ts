import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../database/open-database.ts';
import type { MasterKey } from './master-key.ts';
import { createSealKey, SealBrokenError, type SealKey } from './seal.ts';
import { wrapDataKey } from './wrap-data-key.ts';

/** The data keys of one process, each unwrapped once. */
export type DataKeys = {
  indexSecret: Uint8Array;
  /** What is sealed now is sealed under this one. @throws KeysOutOfDateError */
  newest(): SealKey;
  /** @throws SealBrokenError when there is no such key, MasterKeyError when it cannot be unwrapped now */
  find(id: string): Promise<SealKey>;
  /** Looks which keys there are; from then on the newest seals. @throws MasterKeyError when that one cannot be unwrapped now */
  refresh(): Promise<void>;
};

/** For too long nobody could tell this process whether there is a newer key: what it sealed now might never open. */
class KeysOutOfDateError extends Error {
  override readonly name = 'KeysOutOfDateError';
}

/** How long a process may seal under a key without having seen that it is the newest; far below `RETIRE_AFTER_HOURS`. */
const NEWEST_LEASE_MS = 60 * 60_000;

/** An index key never changes (docs/sealed-format.md): its row has a fixed id, so that of two starting processes one makes it. */
const INDEX_KEY_ID = '00000000-0000-7000-8000-000000000001';

/** Makes the first keys of a database, and unwraps all. @throws MasterKeyError */
export async function openDataKeys(
  { prisma }: Pick<Database, 'prisma'>,
  masterKey: MasterKey,
  monotonicNow: () => number = () => performance.now(),
): Promise<DataKeys> {
  const known = new Map<string, Promise<SealKey>>();
  // A value may be opened inside a transaction; its key is looked up outside.
  const outsideTransaction = AsyncLocalStorage.snapshot();
  let newest: SealKey;
  let confirmedAt: number;

  function find(id: string): Promise<SealKey> {
    const found = known.get(id);
    if (found) return found;
    const loading = outsideTransaction(() => load(id));
    known.set(id, loading);
    loading.catch(() => known.delete(id));
    return loading;
  }

  async function load(id: string): Promise<SealKey> {
    const row = await prisma.dataKey.findFirst({ where: { id, purpose: 'seal' } });
    if (!row) throw new SealBrokenError(`There is no data key ${id}.`);
    return createSealKey(id, await masterKey.unwrap(row, row));
  }

  async function refresh(): Promise<void> {
    const asked = monotonicNow();
    const rows = await listSealKeys(prisma);
    const [first, ...older] = rows;
    if (!first) throw new Error('This database has no data key.');
    // Older ones too: what can be read should not depend on whether KMS answers later.
    const olderLoaded = Promise.allSettled(older.map(({ id }) => find(id)));
    newest = await find(first.id);
    confirmedAt = asked;
    await olderLoaded;
  }

  const index = await ensureKey(prisma, masterKey, { id: INDEX_KEY_ID, purpose: 'index' });
  const indexSecret = await masterKey.unwrap(index, index);
  if ((await listSealKeys(prisma)).length === 0) {
    await ensureKey(prisma, masterKey, { id: uuidv7(), purpose: 'seal' });
  }
  await refresh();

  return {
    indexSecret,
    find,
    refresh,
    newest() {
      if (monotonicNow() - confirmedAt < NEWEST_LEASE_MS) return newest;
      throw new KeysOutOfDateError('The newest data key could not be looked up or unwrapped for an hour.');
    },
  };
}

/** The keys that seal, newest first, by the database's clock. */
async function listSealKeys(prisma: Database['prisma']): Promise<{ id: string; createdAt: Date }[]> {
  return prisma.dataKey.findMany({
    where: { purpose: 'seal' },
    select: { id: true, createdAt: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
}

async function ensureKey(
  prisma: Database['prisma'],
  masterKey: MasterKey,
  label: { id: string; purpose: 'seal' | 'index' },
) {
  const { id } = label;
  const found = await prisma.dataKey.findUnique({ where: { id } });
  if (found) return found;
  const data = { ...label, ...(await wrapDataKey(masterKey, randomBytes(32), label)) };
  await prisma.dataKey.createMany({ data: [data], skipDuplicates: true });
  return prisma.dataKey.findUniqueOrThrow({ where: { id } });
}
