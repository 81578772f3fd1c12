import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { parse as uuidBytes, v7 as uuidv7 } from 'uuid';
import type { Database } from '../database/open-database.ts';
import type { MasterKey } from './master-key.ts';
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

/** Unwraps the newest data keys once; older ones when something sealed under them is opened. */
export async function createSealing(database: Database, masterKey: MasterKey): Promise<Sealing> {
  const sealKey = await currentKey(database, masterKey, 'seal');
  const indexKey = await currentKey(database, masterKey, 'index');
  const sealSecrets = new Map([[sealKey.id, Promise.resolve(sealKey.secret)]]);
  const addressSecret = derive(indexKey.secret, 'address');
  const contentSecret = derive(indexKey.secret, 'content');
  const linkSecret = derive(indexKey.secret, 'link');
  const anySecret = derive(indexKey.secret, 'keyed-hash');
  const auditSecret = derive(indexKey.secret, 'audit');

  function secretOf(id: string): Promise<Uint8Array> {
    const known = sealSecrets.get(id);
    if (known) return known;
    const loading = database.prisma.dataKey
      .findUniqueOrThrow({ where: { id } })
      .then((row) => masterKey.unwrap(row.wrapped));
    sealSecrets.set(id, loading);
    loading.catch(() => sealSecrets.delete(id));
    return loading;
  }

  const newest = { id: uuidBytes(sealKey.id), secret: sealKey.secret };
  const openBytes = async (place: SealedPlace, sealed: Uint8Array) =>
    open(await secretOf(sealedUnder(sealed)), place, sealed);

  return {
    seal: (place, value) => seal(newest, place, Buffer.from(JSON.stringify(value))),
    open: async (place, sealed) => JSON.parse(Buffer.from(await openBytes(place, sealed)).toString('utf8')),
    sealBytes: (place, bytes) => seal(newest, place, bytes),
    openBytes,
    addressIndex: (projectId, address) => hmac(addressSecret, `${projectId}\n${address.toLowerCase()}`),
    linkSignature: (payload) => hmac(linkSecret, payload),
    keyedHash: (text) => hmac(anySecret, text),
    auditHash: (entry) => hmac(auditSecret, entry),
    auditSigning: deriveSigningKey(derive(indexKey.secret, 'audit-head')),
    contentHash: ({ subject, html, text }) => hmac(contentSecret, JSON.stringify([subject, html, text])),
  };
}

async function currentKey(database: Database, masterKey: MasterKey, purpose: 'seal' | 'index') {
  const newest = await database.prisma.dataKey.findFirst({ where: { purpose }, orderBy: { id: 'desc' } });
  if (newest && newest.wrappedBy !== masterKey.id) {
    throw new Error(
      `This database was sealed under the master key ${newest.wrappedBy}, but the one given is ${masterKey.id}: restore the right MASTER_KEY_FILE.`,
    );
  }
  if (newest) return { id: newest.id, secret: await masterKey.unwrap(newest.wrapped) };
  // An index key never changes, or addresses hashed under it could not be found: its row has a fixed id, so that
  // of two processes that start at once only one makes it.
  const id = purpose === 'index' ? INDEX_KEY_ID : uuidv7();
  const wrapped = await masterKey.wrap(randomBytes(32));
  await database.prisma.dataKey.createMany({
    data: [{ id, purpose, wrapped, wrappedBy: masterKey.id }],
    skipDuplicates: true,
  });
  const row = await database.prisma.dataKey.findUniqueOrThrow({ where: { id } });
  return { id, secret: await masterKey.unwrap(row.wrapped) };
}

const INDEX_KEY_ID = '00000000-0000-7000-8000-000000000001';

function derive(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), `carepost/${use}`, 32));
}

function hmac(secret: Uint8Array, text: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac('sha256', secret).update(text).digest());
}
