import { z } from 'zod';
import { category } from './category.ts';
import { deliveryErrorCode } from './delivery-errors.ts';
import { emailStatus, recipientStatus } from './status.ts';

const at = z.iso.datetime({ offset: true });

/** `email.<status>` for every status that is more than a step of a worker, and `email.delayed`: the provider is still trying. */
const webhookEmailType = z.enum([
  'email.scheduled',
  'email.queued',
  'email.sent',
  'email.delivered',
  'email.delayed',
  'email.bounced',
  'email.complained',
  'email.rejected',
  'email.suppressed',
  'email.cancelled',
  'email.expired',
  'email.failed',
  'email.unknown',
  'email.held',
]);

/** What an endpoint may ask for. `webhook.test` is sent on request only, whatever an endpoint asks for. */
export const webhookEventType = z.enum([...webhookEmailType.options, 'sending.paused', 'sending.resumed']);
export type WebhookEventType = z.infer<typeof webhookEventType>;

/** An email as webhooks tell of it: never an address, a subject or content. */
const webhookEmail = z.object({
  emailId: z.uuid(),
  template: z.string(),
  category,
  status: emailStatus,
  error: deliveryErrorCode.nullable().describe('Why it is not on its way, if so'),
  recipients: z
    .array(
      z.object({
        n: z.int().nonnegative().describe('The recipient’s number in the email'),
        kind: z.enum(['to', 'cc', 'bcc']),
        status: recipientStatus,
      }),
    )
    .describe('All recipients, as they were at `timestamp`'),
  createdAt: at,
  sendAt: at.nullable().describe('When it is scheduled to leave, if it was'),
});

/** Why sending stopped, such as `manual` or `daily_quota_exceeded`; more may be added. */
const pauseReason = z.string().regex(/^[a-z][a-z_]{0,49}$/, 'must be a code such as daily_quota_exceeded');

/**
 * The body of a webhook (Standard Webhooks 1.0.0): `type`, `timestamp` of what happened in ISO 8601, `data`. The id to
 * deduplicate by is the header `webhook-id`. New types and new fields may be added; ignore what you do not know.
 */
export const webhookEvent = z.discriminatedUnion('type', [
  z.object({ type: webhookEmailType, timestamp: at, data: webhookEmail }),
  z.object({
    type: z.enum(['sending.paused', 'sending.resumed']),
    timestamp: at,
    data: z.object({ projectId: z.uuid(), reason: pauseReason.nullable() }),
  }),
  z.object({ type: z.literal('webhook.test'), timestamp: at, data: z.object({ endpointId: z.uuid() }) }),
]);
export type WebhookEvent = z.infer<typeof webhookEvent>;
