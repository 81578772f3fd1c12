import { createExpressMiddleware } from '@trpc/server/adapters/express';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import type { Caller } from '../api-keys/authenticate.ts';
import type { Context } from '../context.ts';
import { ApiError, describeError, retryAfterOf, shapeTrpcError, toTrpcError } from '../errors.ts';
import { createSnsReceiver } from '../events/receive-sns.ts';
import { createRecipientPages } from '../recipient-pages/recipient-pages.ts';
import { appRouter } from '../router.ts';
import { identifyCaller } from './access.ts';
import { createApiDocs } from './api-docs.ts';
import { calledProcedures, MAX_BATCH } from './called-procedures.ts';
import { createHealth } from './health.ts';
import { type BodySize, bodyLimits, bodySizeOf, limitBody } from './limit-body.ts';
import { readJson } from './read-json.ts';
import { createRestApi, sendError } from './rest-api.ts';
import { createSnsWebhook } from './sns-webhook.ts';
import { createStudio } from './studio.ts';

/** The whole HTTP surface of the service on one port. */
export function createApp(context: Context): Express {
  const app = express();
  app.disable('x-powered-by');
  // A weak ETag would be a hash of the answer, which may be PHI, and caches are told not to keep anything anyway.
  app.set('etag', false);
  app.use(secureHeaders, crossOrigin(context.config.http.allowedOrigins));

  app.use(createHealth(context));
  app.post('/webhooks/ses', createSnsWebhook(context, createSnsReceiver(context)));
  const identify = identifyOnce(context);
  app.use(['/trpc', '/api'], limitBody(identify));
  const trpc = {
    small: createTrpc(context, identify, 'small'),
    large: createTrpc(context, identify, 'large'),
  };
  app.use('/trpc', refuseInputInUrl, refuseLongBatch, (request, response, next) => {
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

// An address or a name in a URL ends in access logs and histories. Only the live stream has no body: its input is an id.
const refuseInputInUrl: RequestHandler = (request, response, next) => {
  const isStream = calledProcedures(request).every((name) => name === 'emails.onTimeline');
  if (
    request.method === 'GET' &&
    !isStream &&
    !/^\{?(?:"\d+":\{\}|,)*\}?$/.test(String(request.query.input ?? ''))
  ) {
    response.status(405).json({
      error: describeError(
        new ApiError('invalid_input', 'Send the input in the body of a POST, not in the URL.'),
      ),
    });
    return;
  }
  next();
};

const refuseLongBatch: RequestHandler = (request, _response, next) => {
  const isLong = request.query.batch === '1' && calledProcedures(request).length > MAX_BATCH;
  const sentence = `One request may hold at most ${MAX_BATCH} calls: split them over several requests.`;
  next(isLong ? new ApiError('invalid_input', sentence) : undefined);
};

async function identifyForTrpc(identify: Identify, request: Request): Promise<Caller> {
  try {
    return await identify(request);
  } catch (error) {
    throw error instanceof ApiError ? toTrpcError(error) : error;
  }
}

const secureHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Cache-Control': 'no-store',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
  });
  next();
};

/** CORS for the listed origins, and for no other. */
function crossOrigin(allowed: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin === undefined || !allowed.includes(origin.toLowerCase())) {
      next();
      return;
    }
    response.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Headers': 'authorization, content-type, idempotency-key, trpc-accept',
      'Access-Control-Allow-Methods': 'GET, POST, DELETE',
      'Access-Control-Expose-Headers': 'retry-after',
      'Access-Control-Max-Age': '600',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  };
}

function translateErrors(context: Context): ErrorRequestHandler {
  return (caught: unknown, request, response, next) => {
    if (response.headersSent) {
      next(caught);
      return;
    }
    // Express's own, from a path that cannot be decoded.
    const malformed = caught instanceof URIError;
    const error = malformed ? new ApiError('invalid_input', 'The path is malformed.') : caught;
    const shape = request.originalUrl.startsWith('/trpc')
      ? { error: shapeTrpcError(error) }
      : describeError(error);
    sendError(context, response, error, shape);
  };
}
