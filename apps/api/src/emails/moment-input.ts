import { z } from 'zod';

const EARLIEST = Date.UTC(1970, 0);
const LATEST = Date.UTC(9999, 0) - 1;

/** A moment as callers write it: a date and time that says its distance from UTC, in a year that ids, the database and ISO 8601 can write. */
export const moment = z.iso
  .datetime({
    offset: true,
    abort: true,
    error: ({ input }) =>
      input === undefined
        ? 'is required'
        : 'must be a date and time with an offset, such as 2027-03-04T14:30:00-06:00',
  })
  .refine((text) => {
    const time = Date.parse(text);
    return time >= EARLIEST && time <= LATEST;
  }, 'must be in the years 1970 to 9998');
