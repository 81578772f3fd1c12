import { timingSafeEqual } from 'node:crypto';
import { type DataKeyLabel, type MasterKey, MasterKeyError, type WrappedKey } from './master-key.ts';

/**
 * Wraps a data key and sees that it comes back, before anything depends on it: a role may be allowed to encrypt and not to
 * decrypt. @throws MasterKeyError
 */
export async function wrapDataKey(
  masterKey: MasterKey,
  secret: Uint8Array,
  label: DataKeyLabel,
): Promise<WrappedKey> {
  const key = await masterKey.wrap(secret, label);
  const back = await masterKey.unwrap(key, label);
  if (back.length === secret.length && timingSafeEqual(back, secret)) return key;
  throw new MasterKeyError('The master key does not give back what it wrapped.');
}
