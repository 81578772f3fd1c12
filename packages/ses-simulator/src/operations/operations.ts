import { getAccount } from './account/get-account.ts';
import { putAccountDetails } from './account/put-account-details.ts';
import { putAccountSendingAttributes } from './account/put-account-sending-attributes.ts';
import { putAccountSuppressionAttributes } from './account/put-account-suppression-attributes.ts';
import { createConfigurationSet } from './configuration-sets/create-configuration-set.ts';
import { createConfigurationSetEventDestination } from './configuration-sets/create-configuration-set-event-destination.ts';
import { deleteConfigurationSet } from './configuration-sets/delete-configuration-set.ts';
import { deleteConfigurationSetEventDestination } from './configuration-sets/delete-configuration-set-event-destination.ts';
import { getConfigurationSet } from './configuration-sets/get-configuration-set.ts';
import { getConfigurationSetEventDestinations } from './configuration-sets/get-configuration-set-event-destinations.ts';
import {
  listConfigurationSets,
  listConfigurationSetsByGet,
} from './configuration-sets/list-configuration-sets.ts';
import { putConfigurationSetOptions } from './configuration-sets/put-configuration-set-options.ts';
import { updateConfigurationSetEventDestination } from './configuration-sets/update-configuration-set-event-destination.ts';
import { createDedicatedIpPool } from './dedicated-ips/create-dedicated-ip-pool.ts';
import { deleteDedicatedIpPool } from './dedicated-ips/delete-dedicated-ip-pool.ts';
import { getDedicatedIpPool } from './dedicated-ips/get-dedicated-ip-pool.ts';
import { listDedicatedIpPools } from './dedicated-ips/list-dedicated-ip-pools.ts';
import { createEmailIdentity } from './identities/create-email-identity.ts';
import { deleteEmailIdentity } from './identities/delete-email-identity.ts';
import { getEmailIdentity } from './identities/get-email-identity.ts';
import { listEmailIdentities, listEmailIdentitiesByGet } from './identities/list-email-identities.ts';
import { putEmailIdentityConfigurationSetAttributes } from './identities/put-email-identity-configuration-set-attributes.ts';
import { putEmailIdentityDkimAttributes } from './identities/put-email-identity-dkim-attributes.ts';
import { putEmailIdentityFeedbackAttributes } from './identities/put-email-identity-feedback-attributes.ts';
import { putEmailIdentityMailFromAttributes } from './identities/put-email-identity-mail-from-attributes.ts';
import type { Operation } from './operation.ts';
import { sendBulkEmail } from './sending/send-bulk-email.ts';
import { sendEmail } from './sending/send-email.ts';
import { deleteSuppressedDestination } from './suppression/delete-suppressed-destination.ts';
import { getSuppressedDestination } from './suppression/get-suppressed-destination.ts';
import { listSuppressedDestinations } from './suppression/list-suppressed-destinations.ts';
import { putSuppressedDestination } from './suppression/put-suppressed-destination.ts';
import { createEmailTemplate } from './templates/create-email-template.ts';
import { deleteEmailTemplate } from './templates/delete-email-template.ts';
import { getEmailTemplate } from './templates/get-email-template.ts';
import { listEmailTemplates } from './templates/list-email-templates.ts';
import { testRenderEmailTemplate } from './templates/test-render-email-template.ts';
import { updateEmailTemplate } from './templates/update-email-template.ts';

/** Every SES operation the simulator has. */
export const operations: readonly Operation[] = [
  sendEmail,
  sendBulkEmail,
  getAccount,
  putAccountDetails,
  putAccountSendingAttributes,
  putAccountSuppressionAttributes,
  createEmailIdentity,
  getEmailIdentity,
  listEmailIdentities,
  listEmailIdentitiesByGet,
  deleteEmailIdentity,
  putEmailIdentityConfigurationSetAttributes,
  putEmailIdentityDkimAttributes,
  putEmailIdentityFeedbackAttributes,
  putEmailIdentityMailFromAttributes,
  createConfigurationSet,
  getConfigurationSet,
  listConfigurationSets,
  listConfigurationSetsByGet,
  deleteConfigurationSet,
  ...putConfigurationSetOptions,
  createConfigurationSetEventDestination,
  getConfigurationSetEventDestinations,
  updateConfigurationSetEventDestination,
  deleteConfigurationSetEventDestination,
  putSuppressedDestination,
  getSuppressedDestination,
  listSuppressedDestinations,
  deleteSuppressedDestination,
  createEmailTemplate,
  getEmailTemplate,
  listEmailTemplates,
  updateEmailTemplate,
  deleteEmailTemplate,
  testRenderEmailTemplate,
  createDedicatedIpPool,
  getDedicatedIpPool,
  listDedicatedIpPools,
  deleteDedicatedIpPool,
];
