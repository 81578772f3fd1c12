import { createExpressMiddleware } from '@trpc/server/adapters/express';
import express, { type Express, type Request, type RequestHandler } from 'express';
import type { Caller } from '../api-keys/authenticate.ts';
import type { Context } from '../context.ts';
import { ApiError, retryAfterOf, toTrpcError } from '../errors.ts';
import { createSnsReceiver } from '../events/receive-sns.ts';
import { createRecipientPages } from '../recipient-pages/recipient-pages.ts';
import { appRouter } from '../router.ts';
import { identifyCaller } from './access.ts';
import { createApiDocs } from './api-docs.ts';
import { MAX_BATCH } from './called-procedures.ts';
import { checkTrpcRequest } from './check-trpc-request.ts';
import { crossOrigin } from './cross-origin.ts';
import { createHealth } from './health.ts';
import { type BodySize, bodyLimits, bodySizeOf, limitBody } from './limit-body.ts';
import { readJson } from './read-json.ts';
import { createRestApi, sendError } from './rest-api.ts';
import { secureHeaders } from './secure-headers.ts';
import { createSnsWebhook } from './sns-webhook.ts';
import { createStudio } from './studio.ts';
import { translateErrors } from './translate-errors.ts';

/** The whole HTTP surface of the service on one port. */
export function createApp(context: Context): Express {
  const app = express();
  app.disable('x-powered-by');
  // A weak ETag would be a hash of the answer, which may be PHI, and caches are told not to keep anything anyway.
  app.set('etag', false);
  app.use(secureHeaders(context.config.http), crossOrigin(context.config.http.allowedOrigins));

  app.use(createHealth(context));
  app.post('/webhooks/ses', createSnsWebhook(context, createSnsReceiver(context)));
  const identify = identifyOnce(context);
  app.use(['/trpc', '/api'], limitBody(identify));
  const trpc = {
    small: createTrpc(context, identify, 'small'),
    large: createTrpc(context, identify, 'large'),
  };
  app.use('/trpc', checkTrpcRequest, (request, response, next) => {
    trpc[bodySizeOf(response)](request, response, next);
  });
  app.use('/api', createApiDocs(context));
  app.use('/api', readJson, createRestApi(context, identify));
  app.use(createRecipientPages(context));
  app.use(createStudio());
  app.use((_request, response) => {
    sendError(
      context,
      response,
      new ApiError('not_found', 'There is nothing at this address; see /api/docs.'),
    );
  });
  app.use(translateErrors(context));
  return app;
}

function createTrpc(context: Context, identify: Identify, size: BodySize): RequestHandler {
  return createExpressMiddleware({
    router: appRouter,
    createContext: async ({ req, info }) => {
      const idempotencyKey = req.get('idempotency-key');
      if (idempotencyKey !== undefined && info.calls.length > 1) throw toTrpcError(keyOfSeveralCalls());
      return { service: context, caller: await identifyForTrpc(identify, req), idempotencyKey };
    },
    responseMeta: ({ errors }) => {
      const [retryAfter] = errors.flatMap((error) => retryAfterOf(error) ?? []);
      return retryAfter === undefined ? {} : { headers: new Headers({ 'retry-after': String(retryAfter) }) };
    },
    allowMethodOverride: true,
    maxBodySize: bodyLimits[size],
    maxBatchSize: MAX_BATCH,
  });
}

function keyOfSeveralCalls(): ApiError {
  const sentence =
    'The header Idempotency-Key cannot name several calls in one request: put idempotencyKey into the input of each.';
  return new ApiError('invalid_input', sentence, { field: 'idempotencyKey' });
}

type Identify = (request: Request) => Promise<Caller>;

// A request counts once against the rate of its key, however many of us ask who makes it.
function identifyOnce(context: Context): Identify {
  const known = new WeakMap<Request, Promise<Caller>>();
  return (request) => {
    const caller = known.get(request) ?? identifyCaller(context, request);
    known.set(request, caller);
    return caller;
  };
}

async function identifyForTrpc(identify: Identify, request: Request): Promise<Caller> {
  try {
    return await identify(request);
  } catch (error) {
    throw error instanceof ApiError ? toTrpcError(error) : error;
  }
}
