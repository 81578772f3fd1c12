import { type SuppressionList, SuppressionListError } from '@carepost/ses-account';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Suppression } from '../database/generated/client.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { anybodySuppresses, idsMailedBy } from './account-wide.ts';
import { addressId, openSuppressedAddress } from './suppressed-address.ts';

const BATCH = 500;
const pushed = z.enum(['bounce', 'complaint']);

export type Pushed = { added: number; removed: number; failed: number };

/**
 * Tells the account's list what changed here: first what was lifted, then what was added. A row that the list refuses is
 * left for the next run, and does not keep the others.
 * @throws SuppressionListError when the list as a whole does not answer
 */
export async function pushSuppressions(
  context: Context,
  list: SuppressionList,
  signal: AbortSignal,
): Promise<Pushed> {
  const removals = { removedAt: { not: null }, syncedAt: null };
  const removed = await pushRows(context, removals, signal, (row, address) =>
    takeOff(context, list, row, address),
  );
  const additions = { removedAt: null, syncedAt: null };
  const added = await pushRows(context, additions, signal, (row, address) =>
    list.put(address, pushed.parse(row.reason)),
  );
  return { removed: removed.done, added: added.done, failed: removed.failed + added.failed };
}

/**
 * Only what nobody holds any more, since the account's list stops mail of all projects. A person's note proves nothing
 * about an address; its end counts where the project sent to it.
 */
async function takeOff(
  context: Context,
  list: SuppressionList,
  { projectId, addressIndex, reason }: Suppression,
  address: string,
): Promise<void> {
  const id = addressId(addressIndex);
  if (!pushed.safeParse(reason).success && !(await idsMailedBy(context, projectId, [id])).has(id)) return;
  if (!(await anybodySuppresses(context, address))) await list.remove(address);
}

type Filter = NonNullable<
  NonNullable<Parameters<Context['database']['prisma']['suppression']['findMany']>[0]>['where']
>;

async function pushRows(
  context: Context,
  where: Filter,
  signal: AbortSignal,
  push: (row: Suppression, address: string) => Promise<void>,
): Promise<{ done: number; failed: number }> {
  const { suppression } = context.database.prisma;
  const rows = await suppression.findMany({ where, orderBy: { createdAt: 'asc' }, take: BATCH });
  const result = { done: 0, failed: 0 };
  for (const row of rows) {
    if (signal.aborted) break;
    const done = await pushRow(context, row, push);
    if (!done) {
      result.failed += 1;
      continue;
    }
    // Only as it was read: what was lifted or added in the meantime is still to be told.
    const { projectId, addressIndex, scope, reason, createdAt, removedAt } = row;
    const told = { projectId, addressIndex, scope, reason, createdAt, removedAt };
    await suppression.updateMany({ where: told, data: { syncedAt: context.now() } });
    result.done += 1;
  }
  return result;
}

async function pushRow(
  context: Context,
  row: Suppression,
  push: (row: Suppression, address: string) => Promise<void>,
): Promise<boolean> {
  try {
    const address = await openSuppressedAddress(context, row);
    if (address !== null) await push(row, address);
    return true;
  } catch (error) {
    const thisRowOnly =
      error instanceof SealBrokenError ||
      (error instanceof SuppressionListError && error.code === 'provider_error');
    if (!thisRowOnly) throw error;
    return false;
  }
}
