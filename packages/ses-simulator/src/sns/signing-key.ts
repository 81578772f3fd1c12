import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { generate } from 'selfsigned';

/** The key pair that signs SNS messages: private key, and the X.509 certificate (PEM) that consumers fetch. */
export type SigningKey = { privateKey: KeyObject; certificate: string };

/** Makes an RSA key of 2,048 bits and its self-signed certificate for `sns.<region>.amazonaws.com`. */
export async function createSigningKey(region = 'us-east-1'): Promise<SigningKey> {
  const pem = await generate([{ name: 'commonName', value: `sns.${region}.amazonaws.com` }], {
    keySize: 2048,
    algorithm: 'sha256',
    // A verifier's clock may run a little behind.
    notBeforeDate: new Date(Date.now() - 86_400_000),
  });
  return { privateKey: createPrivateKey(pem.private), certificate: pem.cert };
}

/** The path SNS gives a certificate: 32 hex digits that name its content. */
export function certificatePath(certificate: string): string {
  const digest = createHash('sha256').update(certificate).digest('hex').slice(0, 32);
  return `/SimpleNotificationService-${digest}.pem`;
}
