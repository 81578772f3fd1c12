import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import { idOf, nameOf } from '../loggable.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { PhiFoundError } from '../templates/lint-message.ts';
import { TemplateGoneError, TemplateNotFittingError } from './compose-outgoing.ts';
import type { Claim } from './lease.ts';
import { releaseEmail } from './release-email.ts';
import { settleAttempt } from './settle-attempt.ts';

const SECOND = 1_000;
const HOUR = 60 * 60 * SECOND;
/** During a deployment an older worker may meet a template that only the newer one has: it leaves the email to it. */
const TEMPLATE_GRACE_MS = HOUR;
const TEMPLATE_RETRY_MS = 30 * SECOND;
const GIVE_UP_AFTER_MS = 72 * HOUR;
const FIRST_RETRY_MS = 5 * SECOND;
const LONGEST_RETRY_MS = 5 * 60 * SECOND;

/**
 * A claimed email cannot be composed. Only what is certain ends it; anything else (a template that throws, a key that cannot be
 * loaded now) is tried again, ever more seldom, for three days.
 */
export async function handleTrouble(
  context: Context,
  email: Email,
  claim: Claim,
  error: unknown,
): Promise<void> {
  const troubledMs = email.troubledSince ? context.now().getTime() - email.troubledSince.getTime() : 0;
  if (error instanceof SealBrokenError) {
    await settleAttempt(context, claim, { outcome: 'refused', error: 'content_unreadable' });
  } else if (error instanceof TemplateNotFittingError) {
    await settleAttempt(context, claim, { outcome: 'refused', error: 'template_changed' });
  } else if (error instanceof PhiFoundError) {
    await settleAttempt(context, claim, { outcome: 'refused', error: 'phi_exposed' });
  } else if (error instanceof TemplateGoneError) {
    if (troubledMs < TEMPLATE_GRACE_MS) {
      await releaseEmail(context, email, claim, { delayMs: TEMPLATE_RETRY_MS, trouble: 'template_changed' });
    } else {
      await settleAttempt(context, claim, { outcome: 'refused', error: 'template_changed' });
    }
  } else if (troubledMs < GIVE_UP_AFTER_MS) {
    context.logger.error({ email: idOf(email.id), error: nameOf(error) }, 'An email could not be composed');
    const delayMs = Math.min(LONGEST_RETRY_MS, Math.max(FIRST_RETRY_MS, troubledMs / 2));
    await releaseEmail(context, email, claim, { delayMs, trouble: 'compose_failed' });
  } else {
    await settleAttempt(context, claim, { outcome: 'refused', error: 'compose_failed' });
  }
}
