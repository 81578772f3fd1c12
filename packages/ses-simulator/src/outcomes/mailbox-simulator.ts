import type { Outcome } from './outcome.ts';

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  success: 'delivered',
  bounce: 'bounced',
  complaint: 'complained',
  ooto: 'answered',
  suppressionlist: 'suppressed',
};
const DOMAIN = '@simulator.amazonses.com';

/**
 * True for the addresses AWS offers for tests. They need no verification, are free of the daily quota and never get on the
 * suppression list.
 */
export function isMailboxSimulator(address: string): boolean {
  return address.toLowerCase().endsWith(DOMAIN);
}

/**
 * What becomes of mail to one of these addresses; `+label` may follow the name.
 * Source: Amazon SES Developer Guide, "Using the mailbox simulator".
 */
export function mailboxSimulatorOutcome(address: string): Outcome {
  const name = address.toLowerCase().slice(0, -DOMAIN.length).replace(/\+.*$/, '');
  return OUTCOMES[name] ?? 'bounced';
}
