const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The schedule that Standard Webhooks 1.0.0 suggests: ten attempts over three days. */
const waits = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
const LONGEST_PAUSE_MS = HOUR;

/** When to try again after so many attempts; undefined: no more. `random` in [0, 1) moves it by a tenth either way. */
export function nextAttemptMs(attempts: number, random: number): number | undefined {
  const wait = waits[attempts - 1];
  return wait === undefined ? undefined : wait * (0.9 + 0.2 * random);
}

/** The pause that Retry-After (RFC 9110, 10.2.3: seconds or a date) asks for: an hour at most, undefined when it makes no sense. */
export function readRetryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * SECOND : Date.parse(text) - now.getTime();
  return ms > 0 ? Math.min(ms, LONGEST_PAUSE_MS) : undefined;
}
