import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import type { Context } from '../context.ts';
import { openLink, signLink } from '../recipient-links/link-token.ts';
import { publicUrl } from '../recipient-links/public-url.ts';

/**
 * What an unsubscribe link says: which address of which project, as a keyed hash, and which email it came with. So it
 * works for as long as the index key exists, also when the email and everything else of it is erased.
 */
export type UnsubscribeLink = { projectId: string; emailId: string; addressIndex: Uint8Array<ArrayBuffer> };

const HASH_BYTES = 32;

export function readUnsubscribeLink(
  { sealing }: Pick<Context, 'sealing'>,
  token: string,
): UnsubscribeLink | undefined {
  const payload = openLink(sealing, 'unsubscribe', token);
  if (payload?.length !== 32 + HASH_BYTES) return undefined;
  return {
    projectId: uuidText(payload.subarray(0, 16)),
    emailId: uuidText(payload.subarray(16, 32)),
    addressIndex: new Uint8Array(payload.subarray(32)),
  };
}

type Offer = { unsubscribeUrl: string; headers: { name: string; value: string }[] };

/**
 * What a marketing email says about unsubscribing: the footer's link, and the headers for a mail client's own button
 * (RFC 8058). The same for every attempt, so that the content hash holds. Undefined for other categories.
 */
export function offerUnsubscribe(
  { sealing, config }: Pick<Context, 'sealing' | 'config'>,
  email: { id: string; projectId: string; category: string },
  [recipient]: readonly string[],
): Offer | undefined {
  if (email.category !== 'marketing' || recipient === undefined) return undefined;
  const payload = Buffer.concat([
    uuidBytes(email.projectId),
    uuidBytes(email.id),
    sealing.addressIndex(email.projectId, recipient),
  ]);
  const unsubscribeUrl = publicUrl(config, `/u/${signLink(sealing, 'unsubscribe', payload)}`);
  return {
    unsubscribeUrl,
    headers: [
      { name: 'List-Unsubscribe', value: `<${unsubscribeUrl}>` },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ],
  };
}
