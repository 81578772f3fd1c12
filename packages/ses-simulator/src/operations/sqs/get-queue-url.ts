import { z } from 'zod';
import type { JsonOperation } from '../json-operation.ts';
import { parseInput } from '../parse-input.ts';
import { findQueue } from './find-queue.ts';

const input = z.looseObject({ QueueName: z.string() });

export const getQueueUrl: JsonOperation = {
  name: 'GetQueueUrl',
  service: 'sqs',
  run({ body, origin }, { queues, settings }) {
    const { name } = findQueue(queues, parseInput(input, body, 'InvalidParameterValue').QueueName);
    return { QueueUrl: `${origin}/${settings.accountId}/${name}` };
  },
};
