import { z } from 'zod';

const at = z.iso.datetime({ offset: true }).nullable();

/** `none`: never asked. `pending`: asked, not confirmed yet. Marketing is sent to `confirmed` addresses only. */
export const consentStatus = z.enum(['none', 'pending', 'confirmed', 'withdrawn']);

/** `double_opt_in`: confirmed through the link in an email. `recorded`: given elsewhere and recorded by a key. */
export const consentSource = z.enum(['double_opt_in', 'recorded']);

/** Whether an address agreed to marketing. */
export const consent = z.object({
  status: consentStatus,
  source: consentSource.nullable(),
  requestedAt: at,
  confirmedAt: at,
  withdrawnAt: at,
});
export type Consent = z.infer<typeof consent>;
