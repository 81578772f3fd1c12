import { z } from 'zod';

const at = z.iso.datetime({ offset: true });

/** What is not sent: everything, or marketing alone. */
export const suppressionScope = z.enum(['all', 'marketing']);
export type SuppressionScope = z.infer<typeof suppressionScope>;

/** `bounce`: the mailbox does not exist. `complaint`: marked as spam. `unsubscribe`: the recipient's wish. `manual`: added by a key. */
export const suppressionReason = z.enum(['bounce', 'complaint', 'unsubscribe', 'manual']);
export type SuppressionReason = z.infer<typeof suppressionReason>;

/** Why an address is not sent to. */
export const suppression = z.object({
  scope: suppressionScope,
  reason: suppressionReason,
  since: at,
  emailId: z.uuid().nullable().describe('The email that led to it, if one did'),
});
export type Suppression = z.infer<typeof suppression>;

/** One row of a project's list. */
export const suppressionSummary = suppression.extend({
  id: z
    .string()
    .describe('Stands for the address: a keyed hash, in hexadecimal. It is the target of audit entries'),
  address: z.string().describe('Masked, such as j•••@example.com'),
});
export type SuppressionSummary = z.infer<typeof suppressionSummary>;

/** A page of the list, newest first. */
export const suppressionPage = z.object({
  suppressions: z.array(suppressionSummary),
  nextCursor: z.string().nullable().describe('Pass it as `cursor` for the next page; null on the last one'),
});
export type SuppressionPage = z.infer<typeof suppressionPage>;
