import { getAccount } from './get-account.ts';
import { getEmailIdentity } from './get-email-identity.ts';
import { listEmailIdentities } from './list-email-identities.ts';
import type { Operation } from './operation.ts';
import { sendEmail } from './send-email.ts';

/** Every operation the simulator has. */
export const operations: readonly Operation[] = [
  sendEmail,
  getAccount,
  getEmailIdentity,
  listEmailIdentities,
];
