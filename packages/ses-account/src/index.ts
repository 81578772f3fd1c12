/** Reads an SES account and the DNS of its domains, says what is missing, with the fix, and keeps its suppression list. */
export { type AccountFinding, type CheckAccountOptions, checkAccount } from './check-account.ts';
export { type CheckDnsOptions, checkDns, type DnsFinding } from './check-dns.ts';
export type { AccountOptions } from './connect-account.ts';
export { readAccount } from './read-account.ts';
export {
  type SuppressedDestination,
  type SuppressionList,
  SuppressionListError,
  withSuppressionList,
} from './suppression-list.ts';
