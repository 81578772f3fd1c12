import { parseAddress } from '@carepost/contracts';
import type { SuppressedDestination, SuppressionList } from '@carepost/ses-account';
import { appendAuditEntries } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { idsMailedBy } from './account-wide.ts';
import { addressId, sealSuppressedAddress } from './suppressed-address.ts';

/** The list of SES may show a change late, and its clock is not ours. */
const OVERLAP_MS = 15 * 60_000;

/**
 * Takes what SES suppresses by itself into the lists of the projects that sent to the address; the others have no business
 * to know of it, and SES stops their mail all the same. What a project has on its list, lifted or not, stays as it is: a
 * lifted row waits until SES has forgotten the address too.
 */
export async function pullSuppressions(
  context: Context,
  list: SuppressionList,
  key: string,
  pulledUntil: Date | null,
  signal: AbortSignal,
): Promise<number> {
  const { database, now } = context;
  const until = now();
  const since = pulledUntil ? new Date(pulledUntil.getTime() - OVERLAP_MS) : undefined;
  const projects = await database.prisma.project.findMany({ select: { id: true } });
  let added = 0;
  for await (const page of list.list(since)) {
    // Stopping in the middle is no loss: the next run reads from the same time.
    if (signal.aborted) return added;
    for (const { id } of projects) added += await takeIn(context, id, page);
  }
  await database.prisma.suppressionSync.update({ where: { key }, data: { pulledUntil: until } });
  // What was lifted long enough ago that no page can bring it back is not needed any more.
  await database.prisma.suppression.deleteMany({
    where: { removedAt: { not: null }, syncedAt: { lt: new Date(until.getTime() - 2 * OVERLAP_MS) } },
  });
  return added;
}

async function takeIn(
  context: Context,
  projectId: string,
  page: readonly SuppressedDestination[],
): Promise<number> {
  const { database, sealing, now } = context;
  const listed = page.flatMap(({ address: text, reason, updatedAt }) => {
    const address = parseAddress(text);
    if (address === undefined) return [];
    const addressIndex = sealing.addressIndex(projectId, address);
    return [{ id: addressId(addressIndex), addressIndex, address, reason, updatedAt }];
  });
  const mailed = await idsMailedBy(
    context,
    projectId,
    listed.map(({ id }) => id),
  );
  const rows = listed
    .filter(({ id }) => mailed.has(id))
    .map(({ addressIndex, address, reason, updatedAt }) => {
      const key = { projectId, addressIndex, scope: 'all' as const };
      const sealedAddress = sealSuppressedAddress(context, key, address);
      return { ...key, reason, sealedAddress, createdAt: updatedAt, syncedAt: now() };
    });
  return database.transaction(async (tx) => {
    const added = await tx.suppression.createManyAndReturn({
      data: rows,
      skipDuplicates: true,
      select: { addressIndex: true },
    });
    await appendAuditEntries(
      context,
      tx,
      projectId,
      added.map(({ addressIndex }) => ({
        actor: 'provider',
        action: 'suppression.added',
        target: addressId(addressIndex),
      })),
    );
    return added.length;
  });
}
