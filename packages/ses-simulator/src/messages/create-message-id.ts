import { randomUUID } from 'node:crypto';

// The first four digits tell the region, as seen in ids of the real service.
const REGION_PREFIX: Readonly<Record<string, string>> = {
  'us-east-1': '0100',
  'us-west-2': '0101',
  'eu-west-1': '0102',
};

/** A message id of the form SES gives: region and time in hex, a UUID, six zeros. */
export function createMessageId(region: string, now: Date): string {
  const time = now.getTime().toString(16).padStart(12, '0');
  return `${REGION_PREFIX[region] ?? '010f'}${time}-${randomUUID()}-000000`;
}
