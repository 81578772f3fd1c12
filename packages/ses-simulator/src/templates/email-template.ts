import { z } from 'zod';

/** What a template is made of, as the API writes it. */
export const emailTemplateContent = z.looseObject({
  Subject: z.string().optional(),
  Html: z.string().optional(),
  Text: z.string().optional(),
});
export type EmailTemplateContent = z.infer<typeof emailTemplateContent>;
