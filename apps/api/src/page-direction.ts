import { z } from 'zod';

/** What TanStack Query adds to the input of every infinite query; pages lead one way only. */
export const pageDirection = z.literal('forward').optional().describe('Changes nothing');
