/** What happens to a recipient after SES took the message. */
export type Outcome = 'delivered' | 'bounced' | 'complained' | 'answered' | 'suppressed';

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  success: 'delivered',
  bounce: 'bounced',
  complaint: 'complained',
  ooto: 'answered',
  suppressionlist: 'suppressed',
};
const DOMAIN = '@simulator.amazonses.com';

/** True for the addresses AWS offers for tests. They need no verification and are free of the daily quota. */
export function isMailboxSimulator(address: string): boolean {
  return address.toLowerCase().endsWith(DOMAIN);
}

/**
 * What becomes of mail to an address. `+label` may follow the name of a simulator address; every other address gets
 * its mail. Source: Amazon SES Developer Guide, "Using the mailbox simulator".
 */
export function outcomeFor(address: string): Outcome {
  if (!isMailboxSimulator(address)) return 'delivered';
  const name = address.toLowerCase().slice(0, -DOMAIN.length).replace(/\+.*$/, '');
  return OUTCOMES[name] ?? 'bounced';
}
