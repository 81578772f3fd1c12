import { createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** Signs for outsiders: who has only the public key can check, and nothing else. */
export type SigningKey = {
  /** DER (SubjectPublicKeyInfo, RFC 8410) in base64. */
  publicKey: string;
  sign(text: string): Uint8Array;
};

// PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410 §7).
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An Ed25519 key from 32 secret bytes, the same every time: so it is kept wherever they are. */
export function deriveSigningKey(secret: Uint8Array): SigningKey {
  const key = Buffer.concat([PKCS8_HEAD, secret]);
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), privateKey) };
}
