import type { Category } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { publicUrl } from '../recipient-links/public-url.ts';

/**
 * What marketing needs before it is accepted: one recipient, since the unsubscribe link is theirs; a page for that link
 * to lead to; and their confirmed consent. One who withdraws it later is suppressed and dropped when the email is sent.
 * @throws ApiError `invalid_input`, `unavailable`, `no_consent`
 */
export async function checkMarketing(
  { config, database, sealing }: Context,
  projectId: string,
  category: Category,
  recipients: readonly { address: string }[],
): Promise<void> {
  if (category !== 'marketing') return;
  const [recipient] = recipients;
  if (!recipient || recipients.length > 1) {
    throw new ApiError('invalid_input', 'A marketing email has exactly one recipient: send one to each.', {
      field: 'to',
    });
  }
  publicUrl(config, '/u/');
  const addressIndex = sealing.addressIndex(projectId, recipient.address);
  const confirmed = await database.prisma.consent.count({
    where: { projectId, addressIndex, status: 'confirmed' },
  });
  if (confirmed === 0) {
    throw new ApiError('no_consent', 'to has not agreed to marketing email, or has withdrawn it.', {
      field: 'to',
      fix: 'Ask with consents.request and wait for the confirmation, or enter a consent given elsewhere with consents.record.',
    });
  }
}
