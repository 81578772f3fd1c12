import { z } from 'zod';
import type { JsonOperation } from '../json-operation.ts';
import { parseInput } from '../parse-input.ts';

/** What KMS takes under a symmetric key. */
const MOST_BYTES = 4096;

const input = z.looseObject({
  KeyId: z.string().min(1).max(2048),
  Plaintext: z
    .base64()
    .min(4)
    .refine((text) => Buffer.byteLength(text, 'base64') <= MOST_BYTES, `At most ${MOST_BYTES} bytes`),
  EncryptionContext: z.record(z.string(), z.string()).default({}),
});

export const encrypt: JsonOperation = {
  name: 'Encrypt',
  service: 'kms',
  run({ body }, { kms }) {
    const { KeyId, Plaintext, EncryptionContext } = parseInput(input, body, 'ValidationException');
    const arn = kms.arnOf(KeyId);
    const blob = kms.wrap(arn, Buffer.from(Plaintext, 'base64'), EncryptionContext);
    return {
      KeyId: arn,
      CiphertextBlob: blob.toString('base64'),
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    };
  },
};
