import { openKeyFile } from './key-file.ts';
import { createKmsKey, type KmsKeyOptions } from './kms-key.ts';
import { type MasterKey, MasterKeyError } from './master-key.ts';

/** Where a master key is. */
export type MasterKeySource = { kind: 'file'; path: string } | ({ kind: 'kms' } & KmsKeyOptions);

/**
 * The master key of the configuration. With a previous one beside it, everything is wrapped by the new one and what the
 * old one wrapped still opens, so that processes and data keys can be moved one after the other.
 * With `mustExist` none is made: for what only looks at what was sealed. @throws MasterKeyError
 */
export async function openMasterKey(
  config: { masterKey: MasterKeySource; previousMasterKey: MasterKeySource | undefined },
  { mustExist = false } = {},
): Promise<MasterKey> {
  const current = await openSource(config.masterKey, mustExist);
  const previous = config.previousMasterKey ? [await openSource(config.previousMasterKey, true)] : [];
  const all = [current, ...previous];
  return {
    wrap: current.wrap,
    opens: (wrappedBy) => all.some((key) => key.opens(wrappedBy)),
    async unwrap(key, label) {
      const opener = all.find((one) => one.opens(key.wrappedBy));
      if (opener) return opener.unwrap(key, label);
      throw new MasterKeyError(
        `This database was sealed under the master key ${key.wrappedBy}, and the one given is another: restore it, or name it in PREVIOUS_MASTER_KEY_FILE or PREVIOUS_MASTER_KEY_KMS_ID.`,
      );
    },
  };
}

async function openSource(source: MasterKeySource, mustExist: boolean): Promise<MasterKey> {
  switch (source.kind) {
    case 'file':
      return openKeyFile(source.path, { mustExist });
    case 'kms':
      return createKmsKey(source);
    default:
      return source satisfies never;
  }
}
