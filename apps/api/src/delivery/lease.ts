import type { Database, Transaction } from '../database/open-database.ts';

/**
 * How long a claimed email stays a worker's without a renewal. Crash recovery waits this long, so it is short; a worker
 * renews three times within it. Leases are timed by the database alone: workers' clocks may differ.
 */
export const LEASE_SECONDS = 9;
const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;

/** A claim on an email: valid while the row still has this fence. */
export type Claim = { emailId: string; fence: number };

/** Renews the leases of what a worker holds, until disposed. */
export function keepLeases(
  database: Database,
  claims: ReadonlySet<Claim>,
  failed: (error: unknown) => void,
): Disposable {
  const timer = setInterval(() => void renew().catch(failed), RENEW_EVERY_MS);
  async function renew(): Promise<void> {
    const held = [...claims];
    if (held.length === 0) return;
    await database.prisma.$executeRaw`
      UPDATE "Email" SET "leaseUntil" = now() + make_interval(secs => ${LEASE_SECONDS}::int)
       WHERE "id" IN (
         SELECT email."id" FROM "Email" email
           JOIN unnest(${held.map((claim) => claim.emailId)}::uuid[], ${held.map((claim) => claim.fence)}::int[]) AS held(id, fence)
             ON email."id" = held.id AND email."fence" = held.fence
          WHERE email."leaseUntil" > now()
          -- A row that somebody is writing to is renewed the next time; the others must not wait for it.
          FOR UPDATE OF email SKIP LOCKED)`;
  }
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Another worker or the sweeper has taken the email over. Nothing may leave. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** The last look before the first byte leaves. @throws LeaseLostError, also when nobody can be asked: then nothing may leave. */
export async function requireLease(
  database: Database | { prisma: Transaction },
  claim: Claim,
): Promise<void> {
  const rows = await database.prisma.$queryRaw<unknown[]>`
    SELECT 1 FROM "Email"
     WHERE "id" = ${claim.emailId}::uuid AND "fence" = ${claim.fence} AND "status" = 'sending' AND "leaseUntil" > now()`.catch(
    (cause: unknown) => {
      throw new LeaseLostError('The lease of this email cannot be read.', { cause });
    },
  );
  if (rows.length === 0) throw new LeaseLostError('The lease of this email has run out.');
}
