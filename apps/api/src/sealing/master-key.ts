import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Wraps data keys. Its own secret never leaves it. */
export type MasterKey = {
  /** Written beside what it wrapped, such as `local:1f0c…`. */
  id: string;
  wrap(secret: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
};

/**
 * A master key in a file that only its owner may read, made when it is missing. For development and single machines.
 * Without the file nothing that was sealed opens again: it belongs into the backup, apart from the database.
 */
export async function openMasterKeyFile(path: string): Promise<MasterKey> {
  const secret = (await readKey(path)) ?? (await createKey(path));
  const id = `local:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
  return {
    id,
    async wrap(plain) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(id));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), body]));
    },
    async unwrap(wrapped) {
      const cipher = createDecipheriv('aes-256-gcm', secret, wrapped.subarray(0, 12))
        .setAAD(Buffer.from(id))
        .setAuthTag(wrapped.subarray(12, 28));
      return Buffer.concat([cipher.update(wrapped.subarray(28)), cipher.final()]);
    },
  };
}

async function readKey(path: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o007) !== 0) {
    throw new Error(`${path} may be read by every user of this machine: chmod 600 it.`);
  }
  if (!/^[0-9a-f]{64}$/.test(text.trim())) {
    throw new Error(`${path} is not a master key: it must hold 64 hexadecimal digits.`);
  }
  return Buffer.from(text.trim(), 'hex');
}

// Written whole and then linked into place, so that of two processes that start at once the second reads the first's.
async function createKey(path: string): Promise<Buffer> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  // Flushed: after a power cut nothing may be wrapped under a key that is gone.
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  const secret = await readKey(path);
  if (!secret) throw new Error(`${path} disappeared while it was being made.`);
  return secret;
}
