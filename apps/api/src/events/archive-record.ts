import { z } from 'zod';

const code = z
  .string()
  .max(200)
  .regex(/^[\w .:/-]*$/)
  .optional()
  .catch(undefined);
const at = z.iso.datetime({ offset: true }).optional().catch(undefined);
const count = z.number().optional().catch(undefined);
const recipients = z
  .array(z.object({ action: code, status: code }))
  .optional()
  .catch(undefined);
const ourTags = ['email_id', 'attempt_id', 'ses:configuration-set', 'ses:operation'] as const;
const tags = z
  .record(z.string(), z.array(z.string().regex(/^[\w:.-]{1,256}$/)))
  .transform((all) => Object.fromEntries(ourTags.flatMap((name) => (all[name] ? [[name, all[name]]] : []))))
  .optional()
  .catch(undefined);

// zod drops every key that is not named here: what nobody has looked at is not kept.
const archived = z.object({
  eventType: code,
  notificationType: code,
  mail: z
    .object({ timestamp: at, messageId: code, sendingAccountId: code, tags })
    .optional()
    .catch(undefined),
  bounce: z
    .object({
      bounceType: code,
      bounceSubType: code,
      feedbackId: code,
      timestamp: at,
      bouncedRecipients: recipients,
    })
    .optional()
    .catch(undefined),
  complaint: z
    .object({ complaintSubType: code, complaintFeedbackType: code, feedbackId: code, timestamp: at })
    .optional()
    .catch(undefined),
  delivery: z.object({ timestamp: at, processingTimeMillis: count }).optional().catch(undefined),
  deliveryDelay: z
    .object({ delayType: code, timestamp: at, expirationTime: at, delayedRecipients: recipients })
    .optional()
    .catch(undefined),
  open: z.object({ timestamp: at }).optional().catch(undefined),
  click: z.object({ timestamp: at }).optional().catch(undefined),
  subscription: z.object({ timestamp: at, source: code }).optional().catch(undefined),
});
export type ArchivedRecord = z.infer<typeof archived>;

/**
 * What is kept of a provider's record: types, codes, times and ids. Addresses, subjects, headers, links, IP addresses and
 * every free text (SES quotes addresses in them) are left out, as is whatever this list does not name. Undefined for
 * something that is no record at all.
 */
export function archiveRecord(record: unknown): ArchivedRecord | undefined {
  const parsed = archived.safeParse(record);
  return parsed.success ? parsed.data : undefined;
}
