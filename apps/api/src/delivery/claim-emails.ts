import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import { LEASE_SECONDS } from './lease.ts';

/** `queued → claimed` for those of the ids that are due. Safe to repeat: nothing has left yet. */
export async function claimEmails({ database }: Context, ids: readonly string[]): Promise<Email[]> {
  const claimed = await database.prisma.$queryRaw<{ id: string }[]>`
    UPDATE "Email" SET "status" = 'claimed', "fence" = "fence" + 1,
           "leaseUntil" = now() + make_interval(secs => ${LEASE_SECONDS}::int)
     WHERE "id" = ANY(${[...ids]}::uuid[]) AND "status" = 'queued' AND ("notBefore" IS NULL OR "notBefore" <= now())
    RETURNING "id"`;
  return database.prisma.email.findMany({
    where: { id: { in: claimed.map((row) => row.id) } },
    orderBy: { id: 'asc' },
  });
}
