import type { Database } from '../database/open-database.ts';
import type { DataKeys } from './data-keys.ts';
import { open, SealBrokenError, type SealedPlace, seal, sealedUnder } from './seal.ts';
import { placeFromText, type SealedColumn, sealedColumns } from './sealed-columns.ts';
import { readOtherSealed, replaceSealed, type SealedRow } from './sealed-rows.ts';

export type ResealCounts = {
  resealed: number;
  /** Values that do not open where they are: altered, moved, or of a key that is gone. */
  unreadable: number;
};

type Told = {
  /** After every batch, with the count of the column so far. */
  progress: (column: SealedColumn, resealed: number) => void;
  unreadable: (place: SealedPlace) => void;
};

/** Rows that others held are met again in the next pass. */
const MOST_PASSES = 20;

/**
 * Seals everything anew that is not sealed under the newest data key in the format of today, while the service runs. Small
 * batches in the order of the keys; a value that changed meanwhile stays as it is, and what is done already is passed over,
 * so that it can be stopped and started at any time. @throws MasterKeyError
 */
export async function reseal(
  database: Pick<Database, 'prisma'>,
  keys: DataKeys,
  told: Told,
): Promise<ResealCounts> {
  const total: ResealCounts = { resealed: 0, unreadable: 0 };
  for (const column of Object.values<SealedColumn>(sealedColumns)) {
    for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
      const { resealed, unreadable, left } = await resealColumn(database, keys, column, {
        progress: (count) => told.progress(column, count),
        unreadable: (place) => {
          if (pass === 1) told.unreadable(place);
        },
      });
      total.resealed += resealed;
      if (pass === 1) total.unreadable += unreadable;
      if (left === 0) break;
    }
  }
  return total;
}

async function resealColumn(
  { prisma }: Pick<Database, 'prisma'>,
  keys: DataKeys,
  column: SealedColumn,
  told: { progress: (resealed: number) => void; unreadable: (place: SealedPlace) => void },
): Promise<ResealCounts & { left: number }> {
  const counts = { resealed: 0, unreadable: 0, left: 0 };
  let after: readonly string[] | undefined;
  for (;;) {
    // A job of hours outlives what a process may take for the newest, and meets another rotation.
    await keys.refresh();
    const rows = await readOtherSealed(prisma, column, keys.newest().header, after);
    if (rows.length === 0) return counts;
    after = rows.at(-1)?.key;
    const fresh: (SealedRow & { fresh: Uint8Array })[] = [];
    for (const row of rows) {
      const value = await sealAnew(keys, placeFromText(column, row.key), row.sealed);
      if (value) fresh.push({ ...row, fresh: value });
      else {
        counts.unreadable += 1;
        told.unreadable(placeFromText(column, row.key));
      }
    }
    const replaced = await replaceSealed(prisma, column, fresh);
    counts.resealed += replaced;
    counts.left += fresh.length - replaced;
    told.progress(counts.resealed);
  }
}

async function sealAnew(
  keys: DataKeys,
  place: SealedPlace,
  sealed: Uint8Array,
): Promise<Uint8Array | undefined> {
  try {
    const plain = open(await keys.find(sealedUnder(sealed)), place, sealed);
    return seal(keys.newest(), place, plain);
  } catch (error) {
    if (error instanceof SealBrokenError) return undefined;
    throw error;
  }
}
