import { DecryptCommand, EncryptCommand, KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { type DataKeyLabel, type MasterKey, MasterKeyError } from './master-key.ts';

/** An AWS KMS key: its id, alias or ARN, and how to reach KMS. Without credentials the SDK's own chain finds them. */
export type KmsKeyOptions = {
  keyId: string;
  region: string;
  credentials?: KMSClientConfig['credentials'] | undefined;
  /** Of a simulator; AWS's own without it. */
  endpoint?: string | undefined;
};

const PREFIX = 'kms:';

/**
 * Wraps data keys with a symmetric AWS KMS key (`kms:Encrypt` and `kms:Decrypt` on it are all it needs). What KMS wrapped
 * names its key, so every key of the region that the credentials may use is unwrapped, also after an alias was moved.
 */
export function createKmsKey({ keyId, region, credentials, endpoint }: KmsKeyOptions): MasterKey {
  const client = new KMSClient({
    region,
    ...(credentials ? { credentials } : {}),
    ...(endpoint ? { endpoint } : {}),
    // Wrapping twice does no harm, so the SDK may try again; a start must not hang for minutes.
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
  return {
    async wrap(secret, label) {
      const input = { KeyId: keyId, Plaintext: secret, EncryptionContext: contextOf(label) };
      const { CiphertextBlob, KeyId } = await client.send(new EncryptCommand(input)).catch(fail);
      if (!CiphertextBlob || !KeyId) throw new MasterKeyError('AWS KMS gave an answer without a key.');
      return { wrapped: new Uint8Array(CiphertextBlob), wrappedBy: `${PREFIX}${KeyId}` };
    },
    opens: (wrappedBy) => wrappedBy.startsWith(PREFIX) && wrappedBy.split(':')[4] === region,
    async unwrap({ wrapped, wrappedBy }, label) {
      const { Plaintext } = await client
        .send(
          new DecryptCommand({
            KeyId: wrappedBy.slice(PREFIX.length),
            CiphertextBlob: wrapped,
            EncryptionContext: contextOf(label),
          }),
        )
        .catch(fail);
      if (!Plaintext) throw new MasterKeyError('AWS KMS gave an answer without a key.');
      return Plaintext;
    },
  };

  function fail(cause: unknown): never {
    const name = cause instanceof Error ? cause.name : '';
    const answered = cause instanceof Error && '$response' in cause && cause.$response !== undefined;
    const reason = reasons[name] ?? (answered ? `refused it (${name})` : 'cannot be reached');
    throw new MasterKeyError(`AWS KMS in ${region} ${reason}; the master key is ${keyId}.`, { cause });
  }
}

const reasons: Readonly<Record<string, string>> = {
  AccessDeniedException: 'denies access: allow kms:Encrypt and kms:Decrypt on the key',
  CredentialsProviderError: 'was not asked, since there are no AWS credentials',
  DisabledException: 'says that the key is disabled: enable it',
  IncorrectKeyException: 'says that another key wrapped this data key',
  InvalidCiphertextException: 'does not unwrap this data key: it was altered, or is not from this database',
  InvalidSignatureException: 'refused the signature: check the AWS credentials and the clock',
  KMSInvalidStateException: 'says that the key is being deleted or not ready',
  NotFoundException: 'has no such key: check its id and region',
  UnrecognizedClientException: 'does not know these AWS credentials',
};

function contextOf({ id, purpose }: DataKeyLabel): Record<string, string> {
  return { service: 'carepost', purpose, dataKey: id };
}
