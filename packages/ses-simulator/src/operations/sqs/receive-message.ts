import { z } from 'zod';
import { AwsError } from '../../http/aws-error.ts';
import { DEFAULT_VISIBILITY_SECONDS, type SqsMessage } from '../../sqs/sqs-queue.ts';
import type { JsonOperation } from '../json-operation.ts';
import { parseInput } from '../parse-input.ts';
import { findQueue, invalidValue } from './find-queue.ts';

const MAX_VISIBILITY_SECONDS = 43_200;

const input = z.looseObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().default(1),
  VisibilityTimeout: z.int().default(DEFAULT_VISIBILITY_SECONDS),
  WaitTimeSeconds: z.int().default(0),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
});

export const receiveMessage: JsonOperation = {
  name: 'ReceiveMessage',
  service: 'sqs',
  async run({ body, gone }, { queues, closing }) {
    const asked = parseInput(input, body, 'InvalidParameterValue');
    const queue = findQueue(queues, asked.QueueUrl);
    checkRange(asked.MaxNumberOfMessages, 'MaxNumberOfMessages', 1, 10);
    checkRange(asked.WaitTimeSeconds, 'WaitTimeSeconds', 0, 20);
    checkVisibility(asked.VisibilityTimeout);
    const received = await queue.receive({
      max: asked.MaxNumberOfMessages,
      visibilityTimeout: asked.VisibilityTimeout * 1000,
      wait: asked.WaitTimeSeconds * 1000,
      signal: AbortSignal.any([gone, closing]),
    });
    if (received === 'over limit') throw new AwsError(403, 'OverLimit', 'Too many messages are in flight.');
    const names = [...asked.AttributeNames, ...asked.MessageSystemAttributeNames];
    return received.length === 0 ? {} : { Messages: received.map((message) => toApi(message, names)) };
  },
};

/** @throws AwsError InvalidParameterValue */
export function checkVisibility(seconds: number): void {
  checkRange(seconds, 'VisibilityTimeout', 0, MAX_VISIBILITY_SECONDS);
}

function checkRange(value: number, parameter: string, min: number, max: number): void {
  if (value < min || value > max) {
    throw invalidValue(value, parameter, `Must be between ${min} and ${max}, if provided.`);
  }
}

function toApi(message: SqsMessage, wanted: readonly string[]): object {
  const attributes = Object.entries(message.attributes).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  );
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(attributes.length > 0 ? { Attributes: Object.fromEntries(attributes) } : {}),
  };
}
