import { category } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import type { Claim } from './lease.ts';

/** `claimed → queued` with a new job: nothing has left, so this is always safe. */
export async function releaseEmail(
  { database, queue }: Context,
  email: Email,
  claim: Claim,
  delayMs: number,
): Promise<void> {
  const notBefore = delayMs > 0 ? new Date(Date.now() + delayMs) : undefined;
  await database.transaction(async (tx) => {
    const { count } = await tx.email.updateMany({
      where: { id: claim.emailId, fence: claim.fence, status: 'claimed' },
      data: { status: 'queued', leaseUntil: null, notBefore: notBefore ?? null },
    });
    if (count > 0) {
      await queue.wake(tx, [
        { id: email.id, category: category.parse(email.category), notBefore: notBefore ?? null },
      ]);
    }
  });
}
