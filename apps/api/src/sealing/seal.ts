import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { stringify as uuidText } from 'uuid';

/** Where a sealed value lives: it opens nowhere else. */
export type SealedPlace = { table: string; column: string; row: string };

/** The value was altered, moved to another row, or sealed under another key. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
}

const FORMAT = 1;
const HEADER_LENGTH = 1 + 16;
const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * Seals bytes: AES-256-GCM under a fresh 96-bit IV (NIST SP 800-38D), bound to their place as associated data.
 * Layout: format (1), data key id (16), IV (12), tag (16), ciphertext.
 */
export function seal(
  key: { id: Uint8Array; secret: Uint8Array },
  place: SealedPlace,
  plain: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const header = Buffer.concat([Buffer.of(FORMAT), key.id]);
  const iv = randomBytes(IV_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', key.secret, iv).setAAD(associatedData(header, place));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return new Uint8Array(Buffer.concat([header, iv, cipher.getAuthTag(), body]));
}

/** The id of the data key a value is sealed under. */
export function sealedUnder(sealed: Uint8Array): string {
  if (sealed.length < HEADER_LENGTH + IV_LENGTH + TAG_LENGTH || sealed[0] !== FORMAT) {
    throw new SealBrokenError('This is not a sealed value.');
  }
  return uuidText(sealed.subarray(1, HEADER_LENGTH));
}

/** @throws SealBrokenError when anything about the value, its key or its place differs from when it was sealed. */
export function open(secret: Uint8Array, place: SealedPlace, sealed: Uint8Array): Uint8Array {
  const header = sealed.subarray(0, HEADER_LENGTH);
  const iv = sealed.subarray(HEADER_LENGTH, HEADER_LENGTH + IV_LENGTH);
  const tag = sealed.subarray(HEADER_LENGTH + IV_LENGTH, HEADER_LENGTH + IV_LENGTH + TAG_LENGTH);
  const body = sealed.subarray(HEADER_LENGTH + IV_LENGTH + TAG_LENGTH);
  try {
    const cipher = createDecipheriv('aes-256-gcm', secret, iv)
      .setAAD(associatedData(header, place))
      .setAuthTag(tag);
    return Buffer.concat([cipher.update(body), cipher.final()]);
  } catch (cause) {
    throw new SealBrokenError(`The sealed ${place.table}.${place.column} of ${place.row} does not open.`, {
      cause,
    });
  }
}

function associatedData(header: Uint8Array, place: SealedPlace): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify([place.table, place.column, place.row]))]);
}
