import { category, type DeliveryErrorCode } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import type { Claim } from './lease.ts';

type How = {
  /** Default: at once. */
  delayMs?: number;
  /** Why it cannot even be composed, if so. */
  trouble?: DeliveryErrorCode;
};

/** `claimed → queued` with a new job: nothing has left, so this is always safe. */
export async function releaseEmail(
  { database, queue, now }: Context,
  email: Email,
  claim: Claim,
  { delayMs = 0, trouble }: How = {},
): Promise<void> {
  const notBefore = delayMs > 0 ? new Date(Date.now() + delayMs) : null;
  await database.transaction(async (tx) => {
    const { count } = await tx.email.updateMany({
      where: { id: claim.emailId, fence: claim.fence, status: 'claimed' },
      data: {
        status: 'queued',
        leaseUntil: null,
        notBefore,
        ...(trouble ? { error: trouble, troubledSince: email.troubledSince ?? now() } : {}),
      },
    });
    if (count > 0) {
      await queue.wake(tx, [{ id: email.id, category: category.parse(email.category), notBefore }]);
    }
  });
}
