import { createHash, randomBytes } from 'node:crypto';

/** A new key: `cp_` and 256 random bits. It is shown once; only its hash is kept. */
export function generateKey(): { key: string; prefix: string; hash: Uint8Array<ArrayBuffer> } {
  const key = `cp_${randomBytes(32).toString('base64url')}`;
  return { key, prefix: key.slice(0, 9), hash: hashKey(key) };
}

/** A fast hash is right here: a key is random and long, unlike a password. */
export function hashKey(key: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(key).digest());
}
