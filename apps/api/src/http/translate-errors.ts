import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ApiError, describeError, shapeTrpcError } from '../errors.ts';
import { sendError } from './rest-api.ts';

/** The last handler: whatever was thrown becomes an error of the closed set, in the shape of the surface that was asked. */
export function translateErrors(context: Context): ErrorRequestHandler {
  return (caught: unknown, request, response, next) => {
    if (response.headersSent) {
      next(caught);
      return;
    }
    const error = readRefusal(caught) ?? caught;
    const shape = request.originalUrl.startsWith('/trpc')
      ? { error: shapeTrpcError(error) }
      : describeError(error);
    sendError(context, response, error, shape);
  };
}

// What Express and its parsers refuse by themselves (http-errors): their status counts, their texts may quote the request.
const refusal = z.object({ status: z.number().int().min(400).max(499) });

function readRefusal(caught: unknown): ApiError | undefined {
  if (caught instanceof URIError) return new ApiError('invalid_input', 'The path is malformed.');
  const status = refusal.safeParse(caught).data?.status;
  switch (status) {
    case undefined:
      return undefined;
    case 404:
      return new ApiError('not_found', 'There is nothing at this address.');
    case 413:
      return new ApiError('too_large', 'The body is larger than this address takes.');
    default:
      return new ApiError('invalid_input', 'The headers or the body are not what this address can read.');
  }
}
