import { getAccount } from './account/get-account.ts';
import { getEmailIdentity } from './identities/get-email-identity.ts';
import { listEmailIdentities } from './identities/list-email-identities.ts';
import type { Operation } from './operation.ts';
import { sendEmail } from './sending/send-email.ts';

/** Every operation the simulator has. */
export const operations: readonly Operation[] = [
  sendEmail,
  getAccount,
  getEmailIdentity,
  listEmailIdentities,
];
