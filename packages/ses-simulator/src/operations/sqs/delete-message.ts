import { z } from 'zod';
import type { JsonOperation } from '../json-operation.ts';
import { parseInput } from '../parse-input.ts';
import { findQueue, invalidHandle } from './find-queue.ts';

const input = z.looseObject({ QueueUrl: z.string(), ReceiptHandle: z.string() });

export const deleteMessage: JsonOperation = {
  name: 'DeleteMessage',
  service: 'sqs',
  run({ body }, { queues }) {
    const { QueueUrl, ReceiptHandle } = parseInput(input, body, 'InvalidParameterValue');
    if (findQueue(queues, QueueUrl).delete(ReceiptHandle) === 'invalid') throw invalidHandle(ReceiptHandle);
    return {};
  },
};
