import type { Context } from '../context.ts';
import { addressId } from './suppressed-address.ts';

/**
 * Which of these addresses, by their ids, the project ever sent to. The list of SES is one for all projects; what one of
 * them may see of it and do to it goes no further than its own recipients.
 */
export async function idsMailedBy(
  { database }: Pick<Context, 'database'>,
  projectId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const mailed = await database.prisma.$queryRaw<{ id: string }[]>`
    SELECT given AS id FROM unnest(${ids}::text[]) AS given
     WHERE EXISTS (SELECT 1 FROM "Recipient"
                    WHERE "projectId" = ${projectId}::uuid AND "addressIndex" = decode(given, 'hex'))`;
  return new Set(mailed.map(({ id }) => id));
}

/** Whether any project still suppresses the address for a bounce or a complaint. Each knows it by a hash of its own. */
export async function anybodySuppresses(
  { database, sealing }: Pick<Context, 'database' | 'sealing'>,
  address: string,
): Promise<boolean> {
  const projects = (await database.prisma.project.findMany({ select: { id: true } })).map(({ id }) => id);
  const ids = projects.map((projectId) => addressId(sealing.addressIndex(projectId, address)));
  const held = await database.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM unnest(${projects}::uuid[], ${ids}::text[]) AS known(project, id)
      JOIN "Suppression" ON "projectId" = known.project AND "addressIndex" = decode(known.id, 'hex')
       AND "scope" = 'all' AND "removedAt" IS NULL AND "reason" IN ('bounce', 'complaint') LIMIT 1`;
  return held.length > 0;
}
