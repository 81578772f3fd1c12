import { z } from 'zod';
import { AwsError } from '../../http/aws-error.ts';
import type { JsonOperation } from '../json-operation.ts';
import { parseInput } from '../parse-input.ts';
import { findQueue, invalidHandle } from './find-queue.ts';
import { checkVisibility } from './receive-message.ts';

const input = z.looseObject({
  QueueUrl: z.string(),
  ReceiptHandle: z.string(),
  VisibilityTimeout: z.int(),
});

export const changeMessageVisibility: JsonOperation = {
  name: 'ChangeMessageVisibility',
  service: 'sqs',
  run({ body }, { queues }) {
    const { QueueUrl, ReceiptHandle, VisibilityTimeout } = parseInput(input, body, 'InvalidParameterValue');
    const queue = findQueue(queues, QueueUrl);
    checkVisibility(VisibilityTimeout);
    const result = queue.changeVisibility(ReceiptHandle, VisibilityTimeout * 1000);
    switch (result) {
      case 'done':
        return {};
      case 'invalid':
        throw invalidHandle(ReceiptHandle);
      case 'not in flight':
        throw new AwsError(
          400,
          'MessageNotInflight',
          'The message referred to is not in flight: it was deleted, or is visible again.',
        );
      default:
        return result satisfies never;
    }
  },
};
