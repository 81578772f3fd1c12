import { z } from 'zod';

/** The delivery state of one recipient. */
export const recipientStatus = z.enum([
  'queued',
  'sending',
  'sent',
  'delivered',
  'bounced',
  'complained',
  'rejected',
  'suppressed',
  'cancelled',
  'expired',
  'failed',
  'unknown',
  'held',
]);
export type RecipientStatus = z.infer<typeof recipientStatus>;

/** The state of an email: its own steps until it leaves, its recipients' states rolled up from then on. */
export const emailStatus = z.enum(['scheduled', 'claimed', ...recipientStatus.options]);
export type EmailStatus = z.infer<typeof emailStatus>;

/** States that no step of ours will change any more; only a later event may. */
export const settledStatuses: readonly EmailStatus[] = [
  'delivered',
  'bounced',
  'complained',
  'rejected',
  'suppressed',
  'cancelled',
  'expired',
  'failed',
];

// How much a provider event knows. An event may only raise: Delivery after Complaint changes nothing,
// a bounce after a delivery does (asynchronous bounces exist).
const evidence: Record<RecipientStatus, number> = {
  suppressed: 0,
  cancelled: 0,
  expired: 0,
  queued: 1,
  failed: 1,
  held: 1,
  unknown: 1,
  sending: 2,
  sent: 3,
  delivered: 4,
  rejected: 5,
  bounced: 6,
  complained: 7,
};

/** Whether an event that says `next` may change a recipient that is `current`. */
export function canRaise(current: RecipientStatus, next: RecipientStatus): boolean {
  return evidence[next] > evidence[current];
}

// The first state of this list that any recipient is in is the email's: what is still to come, then what waits for a person, then
// bad news, then the least advanced.
const rollUpOrder: readonly RecipientStatus[] = [
  'sending',
  'queued',
  'unknown',
  'held',
  'complained',
  'bounced',
  'rejected',
  'failed',
  'sent',
  'delivered',
  'expired',
  'cancelled',
  'suppressed',
];

/** The email's state from its recipients' states. */
export function rollUpStatus(recipients: readonly RecipientStatus[]): RecipientStatus {
  const found = rollUpOrder.find((status) => recipients.includes(status));
  if (!found) throw new RangeError('an email has at least one recipient');
  return found;
}
