/** The lowest id that an email accepted at this time can have: UUIDv7 begins with its milliseconds (RFC 9562 §5.7). */
export function lowestIdAt(time: Date): string {
  const milliseconds = Math.min(Math.max(time.getTime(), 0), LATEST_MS);
  const hex = milliseconds.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** What 48 bits hold. */
const LATEST_MS = 2 ** 48 - 1;
