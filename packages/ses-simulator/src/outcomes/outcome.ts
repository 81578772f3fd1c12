import { z } from 'zod';

/** What happens to a recipient after SES took the message. */
export const outcome = z.enum([
  'delivered',
  // A hard bounce: the address does not exist.
  'bounced',
  // A soft bounce that SES gave up on: the mailbox is full.
  'mailboxFull',
  // Delivered, then reported as spam.
  'complained',
  // Delivered, then answered by an absence note.
  'answered',
  // On Amazon's global suppression list.
  'suppressed',
  // The receiving server asks for patience; delivered after that.
  'delayed',
]);
export type Outcome = z.infer<typeof outcome>;
