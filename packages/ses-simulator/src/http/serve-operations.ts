import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express';
import type { Context } from '../context.ts';
import type { Operation } from '../operations/operation.ts';
import { operations } from '../operations/operations.ts';
import { messageTooLong } from '../rules/check-draft.ts';
import type { SignatureCheck } from '../rules/create-signature-check.ts';
import { AwsError, badRequest } from './aws-error.ts';
import { parseJson } from './parse-json.ts';

// A message of 40 MB is 53 MB as base64 in JSON; what is larger cannot be valid.
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** SES v2's REST protocol: JSON in and out, errors named in `x-amzn-ErrorType`. */
export function serveOperations(context: Context, checkSignature: SignatureCheck): Router {
  const router = Router();
  const handlerOf = createHandlers(context, checkSignature);
  router.use('/v2/email', express.raw({ type: () => true, limit: MAX_BODY_BYTES }));
  for (const operation of operations) {
    router[operation.method](operation.path, handlerOf(operation));
  }
  router.use('/v2/email', (request) => {
    const what = `${request.method} ${request.baseUrl}${request.path}`;
    throw new AwsError(501, 'NotImplementedException', `The simulator does not have ${what} yet.`);
  });
  router.use('/v2/email', answerError(context));
  return router;
}

function createHandlers(
  context: Context,
  checkSignature: SignatureCheck,
): (operation: Operation) => RequestHandler {
  return (operation) => async (request, response) => {
    const bytes: Uint8Array = Buffer.isBuffer(request.body) ? request.body : new Uint8Array();
    const { method, originalUrl: target, headers } = request;
    const operationRequest = {
      params: Object.fromEntries(
        Object.entries(request.params).map(([name, value]) => [name, String(value)]),
      ),
      query: new URLSearchParams(target.split('?', 2)[1]),
      body: parseJson(bytes),
    };
    operation.received?.(operationRequest, context);
    checkSignature({ method, target, headers, body: bytes }, 'ses');
    const answer = await operation.run(operationRequest, context);
    if (answer === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    writeHead(response, context);
    response.json(answer.json);
  };
}

function answerError(context: Context): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const awsError = toAwsError(error);
    if (awsError.status >= 500) context.settings.log(`answered ${awsError.status}: ${awsError.message}`);
    writeHead(response, context);
    response
      .status(awsError.status)
      .set('x-amzn-ErrorType', awsError.code)
      .json({ message: awsError.message });
  };
}

function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (!(error instanceof Error)) return new AwsError(500, 'InternalFailure', 'Internal failure.');
  // What body-parser throws carries a type: the body was too large, or not whole.
  if ('type' in error && error.type === 'entity.too.large') {
    return messageTooLong(
      'length' in error && typeof error.length === 'number' ? error.length : MAX_BODY_BYTES,
    );
  }
  if ('type' in error) return badRequest('The body could not be read.');
  return new AwsError(500, 'InternalFailure', `The simulator failed: ${error.message}`);
}

// The SDK corrects its own clock by this date, so it has to follow the simulator's.
function writeHead(response: Response, { settings }: Context): void {
  response.set({ 'x-amzn-RequestId': randomUUID(), Date: settings.clock().toUTCString() });
}
