import { AwsError } from '../../http/aws-error.ts';
import type { SqsQueue } from '../../sqs/sqs-queue.ts';
import type { SqsQueues } from '../../sqs/sqs-queues.ts';

/** @throws AwsError QueueDoesNotExist */
export function findQueue(queues: SqsQueues, queueUrl: string): SqsQueue {
  const name = queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
  const queue = queues.get(name);
  if (queue) return queue;
  throw new AwsError(400, 'QueueDoesNotExist', 'The specified queue does not exist.');
}

export function invalidHandle(handle: string): AwsError {
  return new AwsError(400, 'ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not valid.`);
}

export function invalidValue(value: number, parameter: string, reason: string): AwsError {
  return new AwsError(
    400,
    'InvalidParameterValue',
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
}
