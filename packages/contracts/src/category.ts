import { z } from 'zod';

/** Why an email is sent. Each category has an SES configuration set of its own; only marketing needs an unsubscribe. */
export const category = z.enum(['transactional', 'notification', 'marketing']);
export type Category = z.infer<typeof category>;
