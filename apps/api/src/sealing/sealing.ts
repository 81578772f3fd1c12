import { createHmac, hkdfSync } from 'node:crypto';
import type { DataKeys } from './data-keys.ts';
import { open, type SealedPlace, seal, sealedUnder } from './seal.ts';
import { deriveSigningKey, type SigningKey } from './signing-key.ts';

/** Closes and opens sealed columns. A value is JSON, or bytes where it is large. */
export type Sealing = {
  seal(place: SealedPlace, value: unknown): Uint8Array<ArrayBuffer>;
  open(place: SealedPlace, sealed: Uint8Array): Promise<unknown>;
  sealBytes(place: SealedPlace, bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  openBytes(place: SealedPlace, sealed: Uint8Array): Promise<Uint8Array>;
  /** A keyed hash for look-up by equality; the same address of another project has another. Case of the whole address is ignored. */
  addressIndex(projectId: string, address: string): Uint8Array<ArrayBuffer>;
  /** A keyed hash of a composed message, so that what was sent can be compared without being kept. */
  contentHash(message: { subject: string; html: string; text: string }): Uint8Array<ArrayBuffer>;
  /** A keyed hash of what a link says, so that nobody else can write one. Holds as long as the index key: for good. */
  linkSignature(payload: Uint8Array): Uint8Array<ArrayBuffer>;
  /** A keyed hash of whatever else may hold PHI and is only ever compared, such as an idempotency key. */
  keyedHash(text: string): Uint8Array<ArrayBuffer>;
  /** A keyed hash of an audit entry: who can write the table cannot forge the chain. */
  auditHash(entry: string): Uint8Array<ArrayBuffer>;
  /** Signs the head of the audit log, for whoever keeps it elsewhere. */
  auditSigning: SigningKey;
};

/** Seals under the newest data key, opens under whichever was used. */
export function createSealing(keys: DataKeys): Sealing {
  const addressSecret = derive(keys.indexSecret, 'address');
  const contentSecret = derive(keys.indexSecret, 'content');
  const linkSecret = derive(keys.indexSecret, 'link');
  const anySecret = derive(keys.indexSecret, 'keyed-hash');
  const auditSecret = derive(keys.indexSecret, 'audit');

  const openBytes = async (place: SealedPlace, sealed: Uint8Array) =>
    open(await keys.find(sealedUnder(sealed)), place, sealed);

  return {
    seal: (place, value) => seal(keys.newest(), place, Buffer.from(JSON.stringify(value))),
    open: async (place, sealed) => JSON.parse(Buffer.from(await openBytes(place, sealed)).toString('utf8')),
    sealBytes: (place, bytes) => seal(keys.newest(), place, bytes),
    openBytes,
    addressIndex: (projectId, address) => hmac(addressSecret, `${projectId}\n${address.toLowerCase()}`),
    linkSignature: (payload) => hmac(linkSecret, payload),
    keyedHash: (text) => hmac(anySecret, text),
    auditHash: (entry) => hmac(auditSecret, entry),
    auditSigning: deriveSigningKey(derive(keys.indexSecret, 'audit-head')),
    contentHash: ({ subject, html, text }) => hmac(contentSecret, JSON.stringify([subject, html, text])),
  };
}

function derive(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), `carepost/${use}`, 32));
}

function hmac(secret: Uint8Array, text: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac('sha256', secret).update(text).digest());
}
