import { z } from 'zod';
import { category } from './category.ts';
import { emailStatus } from './status.ts';

/** What counts are told apart by. */
export const statsDimension = z.enum(['template', 'category', 'status']);
export type StatsDimension = z.infer<typeof statsDimension>;

/** Accepted emails by the hour or day they were accepted in. A bucket without emails is left out. */
export const emailStats = z.object({
  buckets: z
    .array(
      z.object({
        start: z.iso.datetime({ offset: true }).describe('Beginning of the hour or day, in UTC'),
        total: z.int().nonnegative(),
        counts: z
          .array(
            z.object({
              template: z.string().optional(),
              category: category.optional(),
              status: emailStatus.optional().describe('The state they are in now'),
              emails: z.int().positive(),
            }),
          )
          .describe('Only what `groupBy` names is there'),
      }),
    )
    .describe('Oldest first'),
});
export type EmailStats = z.infer<typeof emailStats>;
