import type { Request, RequestHandler } from 'express';
import { ApiError } from '../errors.ts';
import { bodyLimits, bodySizeOf, bodyTooLarge } from './limit-body.ts';

/**
 * Parses JSON bodies into `request.body`, up to the limit that `limitBody` chose. Not express.json(): that reads a body which is
 * too large to its end before it says so.
 */
export const readJson: RequestHandler = async (request, response, next) => {
  const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = request.headers;
  if (!/^application\/json\b/i.test(type)) {
    next();
    return;
  }
  try {
    if (coding !== 'identity') throw new ApiError('invalid_input', 'The body must not be compressed.');
    const size = bodySizeOf(response);
    request.body = parse(await readWhole(request, bodyLimits[size], () => bodyTooLarge(size)));
    next();
  } catch (error) {
    next(error);
  }
};

/** A whole body; `tooLarge` is what is thrown as soon as it is longer than `limit`, and the rest stays unread. */
export function readWhole(request: Request, limit: number, tooLarge: () => ApiError): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      request.off('data', onData).pause();
      reject(tooLarge());
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

// The text of a parser's error quotes the body.
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ApiError('invalid_input', 'The body is not valid JSON.');
  }
}
