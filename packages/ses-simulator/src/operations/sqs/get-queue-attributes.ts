import { z } from 'zod';
import { AwsError } from '../../http/aws-error.ts';
import { DEFAULT_VISIBILITY_SECONDS, type SqsQueue } from '../../sqs/sqs-queue.ts';
import type { JsonOperation } from '../json-operation.ts';
import { parseInput } from '../parse-input.ts';
import { findQueue } from './find-queue.ts';

const input = z.looseObject({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).default([]) });

export const getQueueAttributes: JsonOperation = {
  name: 'GetQueueAttributes',
  service: 'sqs',
  run({ body }, { queues }) {
    const { QueueUrl, AttributeNames } = parseInput(input, body, 'InvalidParameterValue');
    const known = attributesOf(findQueue(queues, QueueUrl));
    const wanted = AttributeNames.includes('All') ? Object.keys(known) : AttributeNames;
    const found = Object.entries(known).filter(([name]) => wanted.includes(name));
    const unknown = wanted.find((name) => !(name in known) && !/^[A-Z][A-Za-z]+$/.test(name));
    if (unknown !== undefined) {
      throw new AwsError(400, 'InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    }
    return { Attributes: Object.fromEntries(found) };
  },
};

function attributesOf({ arn, counts, createdAt }: SqsQueue): Record<string, string> {
  const created = String(Math.floor(createdAt.getTime() / 1000));
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: '0',
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    VisibilityTimeout: String(DEFAULT_VISIBILITY_SECONDS),
    ReceiveMessageWaitTimeSeconds: '0',
    DelaySeconds: '0',
    MessageRetentionPeriod: '345600',
    MaximumMessageSize: '1048576',
  };
}
