import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { parse as uuidBytes, stringify as uuidText } from 'uuid';

/** Where a sealed value lives: it opens nowhere else. */
export type SealedPlace = { table: string; column: string; row: string };

/** The value was altered, moved to another row, or sealed under another key. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
}

/** A data key, ready for use. */
export type SealKey = {
  id: string;
  /** Format and id: what stands first in everything that is sealed under it. */
  header: Uint8Array;
  encryption: Uint8Array;
  /** Follows from the secret and tells nothing about it; no two secrets have the same. */
  commitment: Uint8Array;
  /** As format 1 used it: the secret itself, without a commitment. */
  secret: Uint8Array;
};

const FORMAT = 2;
const FORMAT_WITHOUT_COMMITMENT = 1;
const HEADER_LENGTH = 1 + 16;
const COMMITMENT_LENGTH = 32;
const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/** Derives once what sealing and opening need of a data key (HKDF-SHA-256). */
export function createSealKey(id: string, secret: Uint8Array): SealKey {
  const derive = (use: string) =>
    Buffer.from(hkdfSync('sha256', secret, uuidBytes(id), `carepost/seal/2/${use}`, 32));
  return {
    id,
    header: Buffer.concat([Buffer.of(FORMAT), uuidBytes(id)]),
    encryption: derive('encryption'),
    commitment: derive('commitment'),
    secret,
  };
}

/**
 * Seals bytes: AES-256-GCM under a random 96-bit IV (NIST SP 800-38D), bound to their place as associated data.
 * Layout (docs/sealed-format.md): format (1), data key id (16), commitment (32), IV (12), tag (16), ciphertext.
 */
export function seal(key: SealKey, place: SealedPlace, plain: Uint8Array): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(IV_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', key.encryption, iv).setAAD(associatedData(key.header, place));
  const body = [cipher.update(plain), cipher.final()];
  return new Uint8Array(Buffer.concat([key.header, key.commitment, iv, cipher.getAuthTag(), ...body]));
}

/** The id of the data key a value is sealed under. @throws SealBrokenError */
export function sealedUnder(sealed: Uint8Array): string {
  if (sealed.length < ivOffset(sealed[0]) + IV_LENGTH + TAG_LENGTH) {
    throw new SealBrokenError('This is not a sealed value.');
  }
  return uuidText(sealed.subarray(1, HEADER_LENGTH));
}

/** @throws SealBrokenError when anything about the value, its key or its place differs from when it was sealed. */
export function open(key: SealKey, place: SealedPlace, sealed: Uint8Array): Uint8Array {
  const start = ivOffset(sealed[0]);
  const header = sealed.subarray(0, HEADER_LENGTH);
  const iv = sealed.subarray(start, start + IV_LENGTH);
  const tag = sealed.subarray(start + IV_LENGTH, start + IV_LENGTH + TAG_LENGTH);
  const body = sealed.subarray(start + IV_LENGTH + TAG_LENGTH);
  const committed = sealed[0] === FORMAT;
  try {
    // AES-GCM alone lets who knows two keys make one value that opens under both.
    if (committed && !timingSafeEqual(sealed.subarray(HEADER_LENGTH, start), key.commitment)) {
      throw new Error('It is committed to another key.');
    }
    const cipher = createDecipheriv('aes-256-gcm', committed ? key.encryption : key.secret, iv)
      .setAAD(associatedData(header, place))
      .setAuthTag(tag);
    return Buffer.concat([cipher.update(body), cipher.final()]);
  } catch (cause) {
    throw new SealBrokenError(`The sealed ${place.table}.${place.column} of ${place.row} does not open.`, {
      cause,
    });
  }
}

function ivOffset(format: number | undefined): number {
  if (format === FORMAT) return HEADER_LENGTH + COMMITMENT_LENGTH;
  if (format === FORMAT_WITHOUT_COMMITMENT) return HEADER_LENGTH;
  throw new SealBrokenError('This is not a sealed value.');
}

function associatedData(header: Uint8Array, place: SealedPlace): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify([place.table, place.column, place.row]))]);
}
