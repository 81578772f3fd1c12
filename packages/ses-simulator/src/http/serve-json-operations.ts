import { randomUUID } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import type { Context } from '../context.ts';
import type { JsonOperation } from '../operations/json-operation.ts';
import { jsonOperations } from '../operations/json-operations.ts';
import type { SignatureCheck } from '../rules/create-signature-check.ts';
import { AwsError } from './aws-error.ts';
import { parseJson } from './parse-json.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;

const SERVICES = { AmazonSQS: 'sqs', TrentService: 'kms' } as const;

// SQS tells the codes of its older protocol too, where they differ; clients show them as `Code`.
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
};

/** AWS JSON 1.0 and 1.1, as SQS and KMS speak it: a POST to any path, the operation in `x-amz-target`. */
export function serveJsonOperations(context: Context, checkSignature: SignatureCheck): Router {
  const router = Router();
  const readBody = express.raw({ type: () => true, limit: MAX_BODY_BYTES });
  const byTarget = new Map(jsonOperations.map((operation) => [targetOf(operation), operation]));
  router.post('/{*any}', (request, response, next) => {
    const target = request.headers['x-amz-target'];
    if (typeof target !== 'string') return next();
    readBody(request, response, (error) => {
      void answer(request, response, () => {
        if (error) throw new AwsError(413, 'RequestEntityTooLarge', 'The body could not be read.');
        const operation = byTarget.get(target);
        if (!operation) {
          throw new AwsError(400, 'UnknownOperationException', `The simulator does not have ${target}.`);
        }
        return run(operation, request, response, context, checkSignature);
      });
    });
  });
  return router;
}

function targetOf({ name, service }: JsonOperation): string {
  const prefix = Object.entries(SERVICES).find(([, known]) => known === service)?.[0];
  return `${prefix}.${name}`;
}

async function run(
  operation: JsonOperation,
  request: Request,
  response: Response,
  context: Context,
  checkSignature: SignatureCheck,
): Promise<object> {
  const bytes: Uint8Array = Buffer.isBuffer(request.body) ? request.body : new Uint8Array();
  const { method, originalUrl: target, headers } = request;
  checkSignature({ method, target, headers, body: bytes }, operation.service);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const origin = `http://${headers.host ?? 'localhost'}`;
  return operation.run({ body: parseJson(bytes), origin, gone: gone.signal }, context);
}

async function answer(
  request: Request,
  response: Response,
  action: () => Promise<object> | object,
): Promise<void> {
  const type = request.headers['content-type'] ?? 'application/x-amz-json-1.0';
  response.set({ 'x-amzn-RequestId': randomUUID(), 'content-type': type });
  try {
    response.send(JSON.stringify(await action()));
  } catch (error) {
    const known =
      error instanceof AwsError ? error : new AwsError(500, 'InternalFailure', 'The simulator failed.');
    const queryCode = QUERY_CODES[known.code] ?? known.code;
    response.status(known.status).set({
      'x-amzn-ErrorType': known.code,
      'x-amzn-query-error': `${queryCode};${known.status < 500 ? 'Sender' : 'Receiver'}`,
    });
    response.send(JSON.stringify({ __type: known.code, message: known.message }));
  }
}
