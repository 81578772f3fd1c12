import { apiErrors } from '@carepost/contracts';
import { callTRPCProcedure, TRPCError } from '@trpc/server';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Caller } from '../api-keys/authenticate.ts';
import type { Context } from '../context.ts';
import { ApiError, describeError, retryAfterOf } from '../errors.ts';
import { nameOf } from '../loggable.ts';
import { appRouter } from '../router.ts';

const withOpenApi = z.object({
  type: z.enum(['query', 'mutation']),
  meta: z.object({ openapi: z.object({ method: z.enum(['GET', 'POST', 'DELETE']), path: z.string() }) }),
});

/**
 * The tRPC procedures that have an OpenAPI path, as REST: same input, same output, same errors. trpc-to-openapi makes the
 * document; its request handler is not used, since it rewrites schemas and has an error format of its own
 * (docs/decisions/004-rest-from-procedures.md).
 */
export function createRestApi(context: Context, identify: (request: Request) => Promise<Caller>): Router {
  const rest = express.Router({ caseSensitive: true });
  const methods = new Map<string, string[]>();
  for (const [path, procedure] of Object.entries(appRouter._def.procedures)) {
    const definition = withOpenApi.safeParse('_def' in procedure ? procedure._def : undefined);
    if (!definition.success) continue;
    const { type, meta } = definition.data;
    const { method } = meta.openapi;
    const route = meta.openapi.path.replaceAll(/\{(\w+)\}/g, ':$1');
    methods.set(route, [...(methods.get(route) ?? []), method]);
    rest.route(route)[lower[method]](async (request, response) => {
      try {
        const ctx = {
          service: context,
          caller: await identify(request),
          idempotencyKey: request.get('idempotency-key'),
        };
        const body = method === 'POST' ? requireJson(request) : {};
        // Into the body itself: a copy of one with a million keys takes seconds.
        const input = Object.assign(body, request.params);
        const output: unknown = await callTRPCProcedure({
          router: appRouter,
          path,
          type,
          ctx,
          getRawInput: async () => input,
          signal: undefined,
          batchIndex: 0,
        });
        response.json(output);
      } catch (error) {
        sendError(context, response, error);
      }
    });
  }
  // After all of them, since /emails/search is a place of /emails/:id as well.
  for (const [route, known] of methods) {
    rest.all(route, (_request, response) => {
      response.set('Allow', known.join(', '));
      const error = new ApiError('invalid_input', `This endpoint takes ${known.join(' or ')}.`);
      response.status(405).json(describeError(error));
    });
  }
  rest.use((_request, response) => {
    sendError(context, response, new ApiError('not_found', 'There is no such endpoint; see /api/docs.'));
  });
  return rest;
}

const lower = { GET: 'get', POST: 'post', DELETE: 'delete' } as const;

// A page from elsewhere can post text/plain without asking first (CORS "simple request"), but not JSON.
function requireJson({ headers, body }: Request): object {
  const { 'content-type': type, 'content-length': length = '0', 'transfer-encoding': coding } = headers;
  // Some procedures need no more than the id in the path.
  if (type === undefined && coding === undefined && length === '0') return {};
  if (!/^application\/json\b/i.test(type ?? '')) {
    throw new ApiError('invalid_input', 'Content-Type must be application/json.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError('invalid_input', 'The body must be a JSON object.');
  }
  return body;
}

/** Answers with an error, in the shape of REST unless told: `{ code, message, field?, fix? }`. Unknown errors keep their text to themselves. */
export function sendError(
  context: Pick<Context, 'logger'>,
  response: Response,
  error: unknown,
  shape: object = describeError(error),
): void {
  const described = describeError(error);
  if (described.code === 'internal') {
    const cause = error instanceof TRPCError ? (error.cause ?? error) : error;
    context.logger.error({ error: nameOf(cause) }, 'A request failed unexpectedly');
  }
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
  response.status(apiErrors[described.code].status).json(shape);
}
