import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import type { Context } from '../context.ts';
import { openLink, signLink } from '../recipient-links/link-token.ts';
import { publicUrl } from '../recipient-links/public-url.ts';

/** What a confirmation link says: which address of which project, as a keyed hash, and until when. */
export type ConfirmationLink = { projectId: string; addressIndex: Uint8Array<ArrayBuffer>; expiresAt: Date };

const TIME_BYTES = 6;
const HASH_BYTES = 32;

export function writeConfirmationUrl(
  { sealing, config }: Pick<Context, 'sealing' | 'config'>,
  link: ConfirmationLink,
): string {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeUIntBE(link.expiresAt.getTime(), 0, TIME_BYTES);
  const payload = Buffer.concat([uuidBytes(link.projectId), time, link.addressIndex]);
  return publicUrl(config, `/c/${signLink(sealing, 'confirm', payload)}`);
}

/** Also of a link that has expired: what that means is for its page to say. */
export function readConfirmationLink(
  { sealing }: Pick<Context, 'sealing'>,
  token: string,
): ConfirmationLink | undefined {
  const payload = openLink(sealing, 'confirm', token);
  if (payload?.length !== 16 + TIME_BYTES + HASH_BYTES) return undefined;
  return {
    projectId: uuidText(payload.subarray(0, 16)),
    expiresAt: new Date(payload.readUIntBE(16, TIME_BYTES)),
    addressIndex: new Uint8Array(payload.subarray(16 + TIME_BYTES)),
  };
}
