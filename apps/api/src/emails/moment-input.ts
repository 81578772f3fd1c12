import { z } from 'zod';

/** A moment as callers write it: a date and time that says its distance from UTC. */
export const moment = z.iso.datetime({
  offset: true,
  error: ({ input }) =>
    input === undefined
      ? 'is required'
      : 'must be a date and time with an offset, such as 2027-03-04T14:30:00-06:00',
});
