import type { Context } from '../context.ts';

/** Longer than a run takes. A process that dies keeps the others away for so long at most. */
const LEASE_SECONDS = 10 * 60;

/**
 * Runs `work` in one process at a time; undefined when another is at it. A lease in a row and not an advisory lock: those
 * belong to a session, a run is many calls over the network, and the embedded database has one session for everybody. Two
 * runs at once, should a lease run out, do no harm.
 */
export async function withSyncLease<T>(
  { database }: Pick<Context, 'database'>,
  key: string,
  work: (pulledUntil: Date | null) => Promise<T>,
): Promise<T | undefined> {
  const [lease] = await database.prisma.$queryRaw<{ pulledUntil: Date | null }[]>`
    INSERT INTO "SuppressionSync" AS sync ("key", "leaseUntil")
    VALUES (${key}, now() + make_interval(secs => ${LEASE_SECONDS}::int))
    ON CONFLICT ("key") DO UPDATE SET "leaseUntil" = EXCLUDED."leaseUntil"
     WHERE sync."leaseUntil" IS NULL OR sync."leaseUntil" < now()
    RETURNING "pulledUntil"`;
  if (!lease) return undefined;
  try {
    return await work(lease.pulledUntil);
  } finally {
    await database.prisma.suppressionSync.update({ where: { key }, data: { leaseUntil: null } });
  }
}
