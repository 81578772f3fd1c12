import type { Request } from 'express';
import { ApiError } from '../errors.ts';
import { readWhole } from './read-json.ts';

/**
 * The bytes of a small body that is no JSON of ours, up to `limit`.
 * @throws ApiError `invalid_input`, `too_large`: whatever is wrong with it is the sender's
 */
export async function readRaw(request: Request, limit: number): Promise<Buffer> {
  const { 'content-encoding': coding = 'identity', 'content-length': length = '0' } = request.headers;
  if (coding !== 'identity') throw new ApiError('invalid_input', 'The body must not be compressed.');
  const tooLarge = () => new ApiError('too_large', `The body is larger than ${limit / 1024} KiB.`);
  if (Number(length) > limit) throw tooLarge();
  try {
    return await readWhole(request, limit, tooLarge);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError('invalid_input', 'The body was cut off.', { cause: error });
  }
}
