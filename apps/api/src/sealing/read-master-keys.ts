import { resolve } from 'node:path';
import { z } from 'zod';
import type { Credentials } from '../config.ts';
import type { MasterKeySource } from './open-master-key.ts';

/** An id, an alias, or the ARN of either. */
export const kmsKeyId = z
  .string()
  .regex(
    /^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[\w/-]+|alias\/[\w/-]+|mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    'must be the id, alias (alias/carepost) or ARN of a KMS key',
  );

type Variables = {
  MASTER_KEY_FILE?: string | undefined;
  MASTER_KEY_KMS_ID?: string | undefined;
  PREVIOUS_MASTER_KEY_FILE?: string | undefined;
  PREVIOUS_MASTER_KEY_KMS_ID?: string | undefined;
  AWS_REGION?: string | undefined;
};

/** Where paths lead and how AWS is reached. */
type Surroundings = {
  folder: string;
  dataDir: string;
  credentials: Credentials | undefined;
  /** Where KMS is while AWS is the simulator. */
  simulator: { url: string; region: string; credentials: Credentials } | undefined;
};

/** The master key that wraps, and the one before it. Adds to `problems` what does not fit together. */
export function readMasterKeys(
  v: Variables,
  { folder, dataDir, credentials, simulator }: Surroundings,
  problems: { variable: string; problem: string }[],
): { masterKey: MasterKeySource; previousMasterKey: MasterKeySource | undefined } {
  const read = (file: string | undefined, kmsId: string | undefined, prefix: '' | 'PREVIOUS_') => {
    if (file && kmsId) {
      problems.push({
        variable: `${prefix}MASTER_KEY_KMS_ID`,
        problem: `must not stand beside ${prefix}MASTER_KEY_FILE: name the one that wraps now, and the old one as PREVIOUS_…`,
      });
    }
    if (file) return { kind: 'file', path: resolve(folder, file) } as const;
    if (!kmsId) return undefined;
    const region = regionOf(kmsId) ?? v.AWS_REGION ?? simulator?.region;
    if (!region) {
      problems.push({
        variable: `${prefix}MASTER_KEY_KMS_ID`,
        problem: 'must be an ARN when AWS_REGION is not set',
      });
    }
    return {
      kind: 'kms',
      keyId: kmsId,
      region: region ?? '',
      credentials: simulator?.credentials ?? credentials,
      endpoint: simulator?.url,
    } as const;
  };
  const byDefault = dataDir.startsWith('memory://') ? '.data/master.key' : `${dataDir}/master.key`;
  return {
    masterKey: read(v.MASTER_KEY_FILE, v.MASTER_KEY_KMS_ID, '') ?? {
      kind: 'file',
      path: resolve(folder, byDefault),
    },
    previousMasterKey: read(v.PREVIOUS_MASTER_KEY_FILE, v.PREVIOUS_MASTER_KEY_KMS_ID, 'PREVIOUS_'),
  };
}

function regionOf(kmsId: string): string | undefined {
  return kmsId.startsWith('arn:') ? kmsId.split(':')[3] : undefined;
}
