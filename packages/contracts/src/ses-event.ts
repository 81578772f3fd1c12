import { z } from 'zod';

export const sesEventType = z.enum([
  'Send',
  'Delivery',
  'Bounce',
  'Complaint',
  'Reject',
  'DeliveryDelay',
  'Rendering Failure',
  'Open',
  'Click',
  'Subscription',
]);
export type SesEventType = z.infer<typeof sesEventType>;

const at = z.iso.datetime({ offset: true });
const recipients = z.array(z.looseObject({ emailAddress: z.string() }));

/**
 * The record SES publishes for one event of one message: the parts Carepost reads; the rest passes unread.
 * Source: Amazon SES Developer Guide, "Contents of event data that Amazon SES publishes to Amazon SNS".
 */
export const sesEvent = z.preprocess(
  nameEventType,
  z.looseObject({
    eventType: sesEventType,
    mail: z.looseObject({
      timestamp: at,
      messageId: z.string().min(1).max(256),
      destination: z.array(z.string()),
      tags: z.record(z.string(), z.array(z.string())).optional(),
    }),
    send: z.looseObject({}).optional(),
    delivery: z.looseObject({ timestamp: at, recipients: z.array(z.string()) }).optional(),
    bounce: z
      .looseObject({
        bounceType: z.enum(['Undetermined', 'Permanent', 'Transient']),
        bounceSubType: z.string(),
        bouncedRecipients: recipients,
        timestamp: at,
      })
      .optional(),
    complaint: z
      .looseObject({
        complainedRecipients: recipients,
        timestamp: at,
        complaintFeedbackType: z.string().nullish(),
      })
      .optional(),
    reject: z.looseObject({ reason: z.string() }).optional(),
    deliveryDelay: z
      .looseObject({ delayType: z.string(), delayedRecipients: recipients, timestamp: at })
      .optional(),
    failure: z.looseObject({ errorMessage: z.string().optional() }).optional(),
  }),
);

// Feedback notifications of an identity, without event publishing, call the same field `notificationType`.
function nameEventType(record: unknown): unknown {
  if (typeof record !== 'object' || record === null || 'eventType' in record) return record;
  return 'notificationType' in record ? { ...record, eventType: record.notificationType } : record;
}

export type SesEvent = z.infer<typeof sesEvent>;
