import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { link, mkdir, open, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type MasterKey, MasterKeyError } from './master-key.ts';

const IV_LENGTH = 12;
const TAG_END = IV_LENGTH + 16;

/**
 * A master key in a file that only its owner may read, made when it is missing. For development and single machines.
 * Without the file nothing that was sealed opens again: it belongs into the backup, apart from the database.
 * With `mustExist` a missing file is an error: a key that wrapped something cannot be made anew.
 * @throws MasterKeyError
 */
export async function openKeyFile(path: string, { mustExist = false } = {}): Promise<MasterKey> {
  const found = await readKey(path);
  if (!found && mustExist) throw new MasterKeyError(`There is no master key at ${path}.`);
  const secret = found ?? (await createKey(path));
  const id = `local:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
  return {
    async wrap(plain) {
      const iv = randomBytes(IV_LENGTH);
      const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(id));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return { wrapped: new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), body])), wrappedBy: id };
    },
    opens: (wrappedBy) => wrappedBy === id,
    async unwrap({ wrapped }) {
      try {
        const cipher = createDecipheriv('aes-256-gcm', secret, wrapped.subarray(0, IV_LENGTH))
          .setAAD(Buffer.from(id))
          .setAuthTag(wrapped.subarray(IV_LENGTH, TAG_END));
        return Buffer.concat([cipher.update(wrapped.subarray(TAG_END)), cipher.final()]);
      } catch (cause) {
        throw new MasterKeyError(`A data key does not open under the master key ${id}: it was altered.`, {
          cause,
        });
      }
    },
  };
}

async function readKey(path: string): Promise<Buffer | undefined> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES' || code === 'EPERM') {
      throw new MasterKeyError(`This user may not read the master key ${path}: make it the owner.`, {
        cause: error,
      });
    }
    throw error;
  }
  try {
    // Of the file that is open, so that it cannot be another by the time it is read.
    const { mode, uid } = await file.stat();
    checkAccess(path, mode, uid);
    const text = (await file.readFile('utf8')).trim();
    if (!/^[0-9a-f]{64}$/.test(text)) {
      throw new MasterKeyError(`${path} is not a master key: it must hold 64 hexadecimal digits.`);
    }
    return Buffer.from(text, 'hex');
  } finally {
    await file.close();
  }
}

function checkAccess(path: string, mode: number, owner: number): void {
  // Windows has no such owner and modes; there the folder's access list decides.
  const user = process.getuid?.();
  if (user === undefined) return;
  if (owner !== user) {
    throw new MasterKeyError(`The master key ${path} belongs to another user: chown it to user ${user}.`);
  }
  if ((mode & 0o077) !== 0) {
    throw new MasterKeyError(`The master key ${path} is open to other users: run chmod 600 ${path}`);
  }
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
  if (!secret) throw new MasterKeyError(`${path} disappeared while it was being made.`);
  return secret;
}
