import { recipientStatus } from '@carepost/contracts';
import { z } from 'zod';

export const emailRow = z.object({
  id: z.uuid(),
  status: z.string(),
  error: z.string().nullable(),
  onUnknown: z.string(),
  fence: z.int(),
  autoResends: z.int(),
});
export const recipientRow = z.object({ emailId: z.uuid(), n: z.int(), status: recipientStatus });
export const attemptRow = z.object({
  emailId: z.uuid(),
  fence: z.int(),
  outcome: z.string(),
  startedAt: z.date(),
});
export const eventRow = z.object({
  emailId: z.uuid(),
  fence: z.int().nullable(),
  proves: recipientStatus.nullable(),
  recipients: z.array(z.int()),
});

/** All that a run is judged by: what callers were promised, what the database says, what the provider counted. */
export type RunFacts = {
  /** Ids that a 2xx answer named: each is a promise. */
  acknowledged: readonly string[];
  emails: readonly z.infer<typeof emailRow>[];
  recipients: readonly z.infer<typeof recipientRow>[];
  attempts: readonly z.infer<typeof attemptRow>[];
  events: readonly z.infer<typeof eventRow>[];
  /** By attempt_id: how many POSTs the provider received, and how many of them it accepted. */
  calls: Readonly<Record<string, { received: number; accepted: number }>>;
};
