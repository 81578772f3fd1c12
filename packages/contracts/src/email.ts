import { z } from 'zod';
import { category } from './category.ts';
import { deliveryErrorCode } from './delivery-errors.ts';
import { emailStatus, recipientStatus } from './status.ts';

const at = z.iso.datetime({ offset: true });

/** One row of the log. Addresses are masked; content is not here. */
export const emailSummary = z.object({
  id: z.uuid(),
  template: z.string(),
  category,
  status: emailStatus,
  error: deliveryErrorCode.nullable().describe('Why it is not on its way, if so'),
  to: z.array(z.string()).describe('Masked addresses, such as j•••@example.com; copies are in `recipients`'),
  createdAt: at,
  updatedAt: at,
});
export type EmailSummary = z.infer<typeof emailSummary>;

/** A page of the log, newest first. */
export const emailPage = z.object({
  emails: z.array(emailSummary),
  nextCursor: z.string().nullable().describe('Pass it as `cursor` for the next page; null on the last one'),
});
export type EmailPage = z.infer<typeof emailPage>;

/** How a recipient is named in the headers; `bcc` is in none. */
export const recipientKind = z.enum(['to', 'cc', 'bcc']);
export type RecipientKind = z.infer<typeof recipientKind>;

export const recipientSummary = z.object({
  n: z.int().nonnegative(),
  kind: recipientKind,
  address: z.string().describe('Masked'),
  status: recipientStatus,
});
export type RecipientSummary = z.infer<typeof recipientSummary>;

/** A file of an email. Its name and content are sealed, and erased once no attempt can need them. */
export const attachmentSummary = z.object({
  contentType: z.string(),
  bytes: z.int().nonnegative().describe('Before base64'),
  stored: z.boolean().describe('False once it was erased, after sending'),
});
export type AttachmentSummary = z.infer<typeof attachmentSummary>;

export const emailDetail = emailSummary.extend({
  recipients: z.array(recipientSummary),
  attachments: z.array(attachmentSummary),
  sendAt: at.nullable(),
  expiresAt: at.nullable(),
  from: z.string(),
  locale: z.string(),
  timeZone: z.string(),
  attempts: z.int().nonnegative(),
  providerMessageId: z.string().nullable(),
  fix: z.string().nullable().describe('What a person can do about `error`'),
  contentErasedAt: at
    .nullable()
    .describe('When addresses and content were erased; null while they are still there'),
});
export type EmailDetail = z.infer<typeof emailDetail>;

/** What was sealed: only for the scope `content`, and every reading is audited. */
export const emailContent = z.object({
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  replyTo: z.array(z.string()),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  asSent: z
    .boolean()
    .nullable()
    .describe(
      'Whether this is what was sent, to the letter: false after the template changed, null before sending',
    ),
});
export type EmailContent = z.infer<typeof emailContent>;
