import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../../http/aws-error.ts';
import type { JsonOperation } from '../json-operation.ts';
import { parseInput } from '../parse-input.ts';

const BYTES = { AES_256: 32, AES_128: 16 } as const;

const input = z.looseObject({
  KeyId: z.string().min(1).max(2048),
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
  EncryptionContext: z.record(z.string(), z.string()).default({}),
});

export const generateDataKey: JsonOperation = {
  name: 'GenerateDataKey',
  service: 'kms',
  run({ body }, { kms }) {
    const { KeyId, KeySpec, NumberOfBytes, EncryptionContext } = parseInput(
      input,
      body,
      'ValidationException',
    );
    const bytes = KeySpec === undefined ? NumberOfBytes : BYTES[KeySpec];
    if (bytes === undefined || (KeySpec !== undefined && NumberOfBytes !== undefined)) {
      throw new AwsError(400, 'ValidationException', 'Please specify either number of bytes or key spec.');
    }
    const arn = kms.arnOf(KeyId);
    const plaintext = randomBytes(bytes);
    return {
      KeyId: arn,
      Plaintext: plaintext.toString('base64'),
      CiphertextBlob: kms.wrap(arn, plaintext, EncryptionContext).toString('base64'),
    };
  },
};
