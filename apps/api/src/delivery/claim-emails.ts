import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import { LEASE_SECONDS } from './lease.ts';

/**
 * `scheduled | queued → claimed` for those of the ids that are due, not expired, and whose project is not paused. Safe to
 * repeat: nothing has left yet.
 */
export async function claimEmails({ database }: Context, ids: readonly string[]): Promise<Email[]> {
  const claimed = await database.prisma.$queryRaw<{ id: string }[]>`
    UPDATE "Email" SET "status" = 'claimed', "fence" = "fence" + 1,
           "leaseUntil" = now() + make_interval(secs => ${LEASE_SECONDS}::int)
     WHERE "id" = ANY(${[...ids]}::uuid[]) AND "status" IN ('scheduled', 'queued')
       AND ("notBefore" IS NULL OR "notBefore" <= now()) AND ("expiresAt" IS NULL OR "expiresAt" > now())
       AND NOT EXISTS (SELECT 1 FROM "Project" WHERE "id" = "Email"."projectId" AND "sendingPausedAt" IS NOT NULL)
    RETURNING "id"`;
  return database.prisma.email.findMany({
    where: { id: { in: claimed.map((row) => row.id) } },
    orderBy: { id: 'asc' },
  });
}
