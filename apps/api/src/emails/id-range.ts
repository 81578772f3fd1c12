/** The lowest id that an email accepted at this time can have: UUIDv7 begins with its milliseconds (RFC 9562 §5.7). */
export function lowestIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
