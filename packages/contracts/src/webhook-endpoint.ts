import { z } from 'zod';
import { webhookErrorCode } from './webhook-errors.ts';
import { webhookEventType } from './webhook-event.ts';

const at = z.iso.datetime({ offset: true });

/** Where a project is told of its emails. Its secret is not here: it is shown when it is made. */
export const webhookEndpoint = z.object({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  eventTypes: z.array(webhookEventType).describe('Empty: all of them'),
  enabled: z.boolean(),
  disabledReason: z
    .enum(['gone', 'failing', 'manual'])
    .nullable()
    .describe('`gone`: it answered 410. `failing`: five days without a success'),
  failingSince: at.nullable().describe('The first failure since the last success'),
  pausedUntil: at.nullable().describe('It asked for a pause by Retry-After'),
  createdAt: at,
  updatedAt: at,
});
export type WebhookEndpoint = z.infer<typeof webhookEndpoint>;

export const webhookDeliveryStatus = z.enum(['pending', 'delivered', 'failed', 'cancelled']);

/** One message on its way to one endpoint. */
export const webhookDelivery = z.object({
  id: z.uuid(),
  messageId: z.uuid().describe('The header `webhook-id`: the same in every attempt and replay'),
  type: z.enum([...webhookEventType.options, 'webhook.test']),
  emailId: z.uuid().nullable(),
  status: webhookDeliveryStatus,
  attempts: z.int().nonnegative().describe('Calls since it was made or last replayed'),
  nextAt: at.nullable().describe('When it is tried next'),
  lastStatus: z.int().nullable().describe('HTTP status of the last answer; null when there was none'),
  lastError: webhookErrorCode.nullable(),
  fix: z.string().nullable().describe('What a person can do about `lastError`'),
  createdAt: at,
  deliveredAt: at.nullable(),
});
export type WebhookDelivery = z.infer<typeof webhookDelivery>;

/** A page of an endpoint's log, newest first. */
export const webhookDeliveryPage = z.object({
  deliveries: z.array(webhookDelivery),
  nextCursor: z.string().nullable().describe('Pass it as `cursor` for the next page; null on the last one'),
});
export type WebhookDeliveryPage = z.infer<typeof webhookDeliveryPage>;
