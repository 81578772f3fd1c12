import { z } from 'zod';
import { ApiError } from '../errors.ts';

/** A caller's name for one request. */
export const idempotencyKey = z
  .string()
  .regex(/^[ -~]{1,255}$/, 'must be 1 to 255 characters of printable ASCII');

/** The key of a request, from its header or its field. @throws ApiError `invalid_input` when there are two */
export function readIdempotencyKey(
  header: string | undefined,
  field: string | undefined,
): string | undefined {
  if (header !== undefined && !idempotencyKey.safeParse(header).success) {
    const sentence = 'The header Idempotency-Key must be 1 to 255 characters of printable ASCII.';
    throw new ApiError('invalid_input', sentence, { field: 'idempotencyKey' });
  }
  if (header !== undefined && field !== undefined && header !== field) {
    const sentence = 'idempotencyKey differs from the header Idempotency-Key: send one of them.';
    throw new ApiError('invalid_input', sentence, { field: 'idempotencyKey' });
  }
  return field ?? header;
}
