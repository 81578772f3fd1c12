import type { DeliveryErrorCode } from '@carepost/contracts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const GIVE_UP_AFTER_MS = 3 * 24 * 60 * MINUTE;

/** How long the first wait is, and the longest; it doubles in between. */
const waits: Partial<Record<DeliveryErrorCode, { first: number; longest: number }>> = {
  throttled: { first: SECOND, longest: MINUTE },
  connection_failed: { first: 2 * SECOND, longest: 5 * MINUTE },
  // The account is paused as a whole then: the email itself need not wait longer than the pause, which may be lifted early.
  daily_quota_exceeded: { first: MINUTE, longest: MINUTE },
  account_paused: { first: MINUTE, longest: MINUTE },
  configuration_set_paused: { first: 5 * MINUTE, longest: 15 * MINUTE },
  credentials_missing: { first: MINUTE, longest: 5 * MINUTE },
  credentials_refused: { first: MINUTE, longest: 5 * MINUTE },
};
const otherwise = { first: 5 * SECOND, longest: 5 * MINUTE };

/**
 * When to try again after a call that certainly sent nothing; undefined after three days of trying. `random` in [0, 1)
 * spreads retries over the second half of the wait, so that a crowd does not come back at once.
 */
export function nextRetryMs(
  code: DeliveryErrorCode,
  tries: number,
  ageMs: number,
  random: number,
): number | undefined {
  if (ageMs > GIVE_UP_AFTER_MS) return undefined;
  const { first, longest } = waits[code] ?? otherwise;
  const full = Math.min(longest, first * 2 ** Math.min(20, tries - 1));
  return full / 2 + (full / 2) * random;
}
