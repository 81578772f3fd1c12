/** Reads an SES account and the DNS of its domains, and says what is missing, with the fix. Changes nothing. */
export { type AccountFinding, type CheckAccountOptions, checkAccount } from './check-account.ts';
export { type CheckDnsOptions, checkDns, type DnsFinding } from './check-dns.ts';
export type { AccountOptions } from './connect-account.ts';
export { readAccount } from './read-account.ts';
