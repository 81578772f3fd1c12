import type { JsonOperation } from './json-operation.ts';
import { decrypt } from './kms/decrypt.ts';
import { encrypt } from './kms/encrypt.ts';
import { generateDataKey } from './kms/generate-data-key.ts';
import { changeMessageVisibility } from './sqs/change-message-visibility.ts';
import { deleteMessage } from './sqs/delete-message.ts';
import { deleteMessageBatch } from './sqs/delete-message-batch.ts';
import { getQueueAttributes } from './sqs/get-queue-attributes.ts';
import { getQueueUrl } from './sqs/get-queue-url.ts';
import { receiveMessage } from './sqs/receive-message.ts';

/** Every SQS and KMS operation the simulator has. */
export const jsonOperations: readonly JsonOperation[] = [
  receiveMessage,
  deleteMessage,
  deleteMessageBatch,
  changeMessageVisibility,
  getQueueUrl,
  getQueueAttributes,
  generateDataKey,
  encrypt,
  decrypt,
];
