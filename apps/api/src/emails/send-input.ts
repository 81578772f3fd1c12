import { emailAddress } from '@carepost/contracts';
import { registry } from '@carepost/templates';
import { z } from 'zod';
import { isLocale, isTimeZone } from '../config.ts';

/** What every frontend sends: `message` is one of the registry's templates with exactly its props. */
export const sendInput = z.object({
  to: emailAddress,
  message: registry.messageInput,
  from: emailAddress.optional().describe('An allowed sender; the default is AWS_SES_FROM_EMAIL'),
  locale: z
    .string()
    .max(50)
    // A private-use subtag is free text, and the locale is kept in the clear.
    .refine((tag) => isLocale(tag) && !/-x-/i.test(tag), 'must be a BCP 47 tag such as en-US')
    .optional()
    .describe('BCP 47; how dates are written and which way text runs'),
  timeZone: z
    .string()
    .max(50)
    .refine(isTimeZone, 'must be an IANA zone such as America/Chicago')
    .optional()
    .describe('IANA; the zone dates are shown in'),
});
export type SendInput = z.output<typeof sendInput>;
