import { z } from 'zod';
import { AwsError } from '../../http/aws-error.ts';
import type { JsonOperation } from '../json-operation.ts';
import { parseInput } from '../parse-input.ts';
import { findQueue, invalidHandle } from './find-queue.ts';

const MAX_ENTRIES = 10;

const input = z.looseObject({
  QueueUrl: z.string(),
  Entries: z.array(z.looseObject({ Id: z.string(), ReceiptHandle: z.string() })),
});

export const deleteMessageBatch: JsonOperation = {
  name: 'DeleteMessageBatch',
  service: 'sqs',
  run({ body }, { queues }) {
    const { QueueUrl, Entries } = parseInput(input, body, 'InvalidParameterValue');
    const queue = findQueue(queues, QueueUrl);
    checkEntries(Entries.map(({ Id }) => Id));
    const results = Entries.map(({ Id, ReceiptHandle }) => ({
      Id,
      ReceiptHandle,
      result: queue.delete(ReceiptHandle),
    }));
    return {
      Successful: results.filter(({ result }) => result === 'done').map(({ Id }) => ({ Id })),
      Failed: results
        .filter(({ result }) => result === 'invalid')
        .map(({ Id, ReceiptHandle }) => {
          const { code, message } = invalidHandle(ReceiptHandle);
          return { Id, SenderFault: true, Code: code, Message: message };
        }),
    };
  },
};

function checkEntries(ids: readonly string[]): void {
  if (ids.length === 0) {
    throw new AwsError(
      400,
      'EmptyBatchRequest',
      'There should be at least one DeleteMessageBatchRequestEntry in the request.',
    );
  }
  if (ids.length > MAX_ENTRIES) {
    throw new AwsError(
      400,
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${ids.length}.`,
    );
  }
  const repeated = ids.find((id, n) => ids.indexOf(id) !== n);
  if (repeated !== undefined) {
    throw new AwsError(400, 'BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  }
}
