import { timingSafeEqual } from 'node:crypto';
import type { Sealing } from '../sealing/sealing.ts';

const VERSION = 1;
/** A token is good for one thing: a link to a newsletter's unsubscribe page cannot confirm a subscription. */
const purposes = { unsubscribe: 1, confirm: 2 } as const;
export type LinkPurpose = keyof typeof purposes;

const SIGNATURE_BYTES = 16;
const LONGEST = 200;

/** What stands in a recipient's link: version, purpose, payload, and 128 bits of HMAC-SHA-256 over them, in base64url. */
export function signLink(sealing: Sealing, purpose: LinkPurpose, payload: Uint8Array): string {
  const signed = Buffer.concat([Buffer.of(VERSION, purposes[purpose]), payload]);
  return Buffer.concat([signed, signatureOf(sealing, signed)]).toString('base64url');
}

/** The payload; undefined for a token that we did not write for this purpose, to the letter. */
export function openLink(sealing: Sealing, purpose: LinkPurpose, token: string): Buffer | undefined {
  if (token.length > LONGEST) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  // A decoder skips what it does not know and ignores the last bits: those would be tokens that differ and open.
  if (bytes.toString('base64url') !== token || bytes.length < 2 + SIGNATURE_BYTES) return undefined;
  const signed = bytes.subarray(0, -SIGNATURE_BYTES);
  if (!timingSafeEqual(bytes.subarray(-SIGNATURE_BYTES), signatureOf(sealing, signed))) return undefined;
  return signed[0] === VERSION && signed[1] === purposes[purpose] ? signed.subarray(2) : undefined;
}

function signatureOf(sealing: Sealing, signed: Uint8Array): Uint8Array {
  return sealing.linkSignature(signed).subarray(0, SIGNATURE_BYTES);
}
