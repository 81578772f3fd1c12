import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from '../api-keys/authenticate.ts';
import { ApiError } from '../errors.ts';
import { calledProcedures } from './called-procedures.ts';

const MIB = 1024 * 1024;
const SMALL = MIB;
/** 25 MiB of attachments in base64, and the rest of the send. */
const LARGE = 35 * MIB;
const LINGER_BYTES = 4 * MIB;
const LINGER_MS = 2_000;

const largeProcedures: readonly string[] = ['emails.send', 'emails.sendBatch'];
const largePaths: readonly string[] = ['/emails', '/emails/batch'];

export type BodySize = 'small' | 'large';
export const bodyLimits: Readonly<Record<BodySize, number>> = { small: SMALL, large: LARGE };

/**
 * Decides how much of a body is read at all: a lot for sends of somebody who may make requests, little for everything else. A body
 * that says it is larger is refused at once with 413; whoever parses the others gets the limit from `bodySizeOf`.
 */
export function limitBody(identify: (request: Request) => Promise<Caller>): RequestHandler {
  return async (request, response, next) => {
    const size = isSend(request) ? 'large' : 'small';
    response.locals.bodySize = size;
    cutOffUnread(request, response);
    try {
      if (Number(request.headers['content-length'] ?? 0) > bodyLimits[size]) throw bodyTooLarge(size);
      // Nobody else gets to have megabytes read.
      if (size === 'large' && (await identify(request)).kind === 'nobody') {
        throw new ApiError('unauthenticated');
      }
      next();
    } catch (error) {
      next(error);
    }
  };
}

/** The limit that `limitBody` chose for this request. */
export function bodySizeOf(response: Response): BodySize {
  return response.locals.bodySize === 'large' ? 'large' : 'small';
}

export function bodyTooLarge(size: BodySize): ApiError {
  return new ApiError('too_large', `The body is larger than ${bodyLimits[size] / MIB} MiB.`);
}

function isSend(request: Request): boolean {
  if (request.method !== 'POST') return false;
  if (request.baseUrl !== '/trpc') return largePaths.includes(request.path.replace(/\/$/, ''));
  return calledProcedures(request).some((name) => largeProcedures.includes(name));
}

// What is left of a body after the answer is read for a little while only: long enough for a sender that is still writing to see
// the answer, which closing at once could take away from it.
export function cutOffUnread(request: Request, response: Response): void {
  response.once('finish', () => {
    if (request.complete) return;
    let read = 0;
    const cut = setTimeout(() => request.socket.destroy(), LINGER_MS);
    request.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read > LINGER_BYTES) request.socket.destroy();
    });
    request.once('close', () => clearTimeout(cut));
    request.resume();
  });
}
