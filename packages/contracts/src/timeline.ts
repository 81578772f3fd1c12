import { z } from 'zod';
import { deliveryErrorCode } from './delivery-errors.ts';
import { emailStatus } from './status.ts';
import { transportName } from './transport-name.ts';

const at = z.iso.datetime({ offset: true });

/** One thing that happened to an email. It never carries an address or content. */
export const timelineEntry = z.object({
  at: at.describe('When it happened, by the clock of whoever reported it'),
  kind: z.enum([
    'accepted',
    'scheduled',
    'resent',
    'held',
    'settled',
    'calling',
    'sent',
    'not_sent',
    'refused',
    'unknown',
    'suppressed',
    'cancelled',
    'expired',
    'delivered',
    'delayed',
    'bounced',
    'complained',
    'rejected',
    'rendering_failed',
    'opened',
    'clicked',
    'subscription_changed',
    'erased',
  ]),
  source: z.enum(['carepost', 'provider']),
  attempt: z.int().positive().optional().describe('The fence number of the attempt'),
  transport: transportName.optional(),
  providerMessageId: z.string().optional(),
  recipients: z.array(z.int().nonnegative()).optional().describe('Which recipients, by their number'),
  error: deliveryErrorCode.optional(),
  sentence: z.string().describe('The same for people, with the fix where there is one'),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

export const timeline = z.object({
  id: z.uuid(),
  status: emailStatus,
  settled: z.boolean().describe('True when no step of Carepost will change the status any more'),
  entries: z.array(timelineEntry).describe('Oldest first'),
});
export type Timeline = z.infer<typeof timeline>;
