import { sign } from 'node:crypto';
import { promisify } from 'node:util';
import { type SnsMessage, snsStringToSign } from '@carepost/contracts';
import type { SigningKey } from './signing-key.ts';

// The callback form signs on Node's thread pool, so that a burst of events does not hold up requests.
const signAsync = promisify(sign);

type Unsigned<Message> = Message extends unknown ? Omit<Message, 'Signature'> : never;

/** The message with its `Signature`: RSA PKCS#1 v1.5 over SHA-256 (version 2) or SHA-1 (version 1), in base64. */
export async function signMessage(unsigned: Unsigned<SnsMessage>, key: SigningKey): Promise<SnsMessage> {
  const algorithm = unsigned.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  const signature = await signAsync(algorithm, Buffer.from(snsStringToSign(unsigned)), key.privateKey);
  return { ...unsigned, Signature: signature.toString('base64') };
}
