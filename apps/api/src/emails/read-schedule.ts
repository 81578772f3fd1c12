import { ApiError } from '../errors.ts';
import type { SendInput } from './send-input.ts';

const LONGEST_WAIT_MS = 366 * 24 * 60 * 60 * 1000;

/** When an email may leave at the earliest, if not now, and at the latest. @throws ApiError `invalid_input` */
export function readSchedule(
  { sendAt, expiresAt }: Pick<SendInput, 'sendAt' | 'expiresAt'>,
  now: Date,
): { sendAt: Date | null; expiresAt: Date | null; notBefore: Date | null } {
  const leaves = sendAt === undefined ? null : new Date(sendAt);
  const expires = expiresAt === undefined ? null : new Date(expiresAt);
  const notBefore = leaves && leaves > now ? leaves : null;
  if (notBefore && notBefore.getTime() - now.getTime() > LONGEST_WAIT_MS) {
    throw new ApiError('invalid_input', 'sendAt must be at most a year ahead.', { field: 'sendAt' });
  }
  if (expires && expires <= (notBefore ?? now)) {
    const sentence = `expiresAt must be after ${notBefore ? 'sendAt' : 'now'}.`;
    throw new ApiError('invalid_input', sentence, { field: 'expiresAt' });
  }
  return { sendAt: leaves, expiresAt: expires, notBefore };
}
