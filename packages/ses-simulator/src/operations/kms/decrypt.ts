import { z } from 'zod';
import { AwsError } from '../../http/aws-error.ts';
import type { JsonOperation } from '../json-operation.ts';
import { parseInput } from '../parse-input.ts';

const input = z.looseObject({
  CiphertextBlob: z.base64(),
  KeyId: z.string().min(1).max(2048).optional(),
  EncryptionContext: z.record(z.string(), z.string()).default({}),
});

export const decrypt: JsonOperation = {
  name: 'Decrypt',
  service: 'kms',
  run({ body }, { kms }) {
    const { CiphertextBlob, KeyId, EncryptionContext } = parseInput(input, body, 'ValidationException');
    const { arn, plaintext } = kms.unwrap(Buffer.from(CiphertextBlob, 'base64'), EncryptionContext);
    if (KeyId !== undefined && kms.arnOf(KeyId) !== arn) {
      throw new AwsError(
        400,
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
    }
    return { KeyId: arn, Plaintext: plaintext.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
  },
};
