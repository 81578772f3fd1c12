/**
 * The zod shapes that cross a process boundary.
 *
 * Glossary (the same words in code, database, UI and docs):
 *
 * - template: a react-email component with a zod props schema, subject, category and fixtures, under one id
 * - slot: an opaque text prop of a template: it can be placed, never looked into
 * - email: one accepted request to send one composed template to 1–50 recipients
 * - recipient: one address of an email (to, cc, bcc) with its own delivery state
 * - attempt: one call to a transport for an email; has a fence number
 * - event: something the provider reported (Send, Delivery, Bounce, Complaint, …)
 * - transport: a way out: `ses`, `smtp`, `memory`
 * - suppression: an address that must not be sent to, with a reason and a scope
 * - consent: whether an address agreed to marketing; without a confirmed one none is sent
 * - project: the owner of keys, emails, suppressions and settings
 * - category: `transactional`, `notification`, `marketing`: each has its own SES configuration set
 * - unknown: the provider may or may not have accepted; never blindly retried
 * - webhook endpoint, message, delivery: where a project is told of its emails, what it is told, the one on its way to the other
 * - PHI: protected health information (45 CFR 160.103)
 */
export { type AccountStatus, accountStatus, type SendingStatus, sendingStatus } from './account.ts';
export { type EmailAddress, emailAddress, maskAddress, parseAddress } from './address.ts';
export { type ApiErrorCode, apiErrorCode, apiErrors } from './api-errors.ts';
export { attemptTag, parseAttemptTag } from './attempt-tag.ts';
export {
  type AuditEntry,
  type AuditHead,
  type AuditPage,
  auditEntry,
  auditHead,
  auditPage,
} from './audit.ts';
export { type Category, category } from './category.ts';
export { type Consent, consent, consentSource, consentStatus } from './consent.ts';
export { type DeliveryErrorCode, deliveryErrorCode, deliveryErrors } from './delivery-errors.ts';
export {
  type AttachmentSummary,
  attachmentSummary,
  type EmailContent,
  type EmailDetail,
  type EmailPage,
  type EmailSummary,
  emailContent,
  emailDetail,
  emailPage,
  emailSummary,
  type RecipientKind,
  type RecipientSummary,
  recipientKind,
  recipientSummary,
} from './email.ts';
export { type EmailStats, emailStats, type StatsDimension, statsDimension } from './email-stats.ts';
export { type RecipientExport, recipientExport } from './recipient-export.ts';
export { type ApiKeyScope, apiKeyScope } from './scope.ts';
export { type SesEvent, type SesEventType, sesEvent, sesEventType } from './ses-event.ts';
export { type SnsMessage, snsMessage, snsStringToSign } from './sns-message.ts';
export {
  canRaise,
  type EmailStatus,
  emailStatus,
  type RecipientStatus,
  recipientStatus,
  rollUpStatus,
  settledStatuses,
} from './status.ts';
export {
  type Suppression,
  type SuppressionPage,
  type SuppressionReason,
  type SuppressionScope,
  type SuppressionSummary,
  suppression,
  suppressionPage,
  suppressionReason,
  suppressionScope,
  suppressionSummary,
} from './suppression.ts';
export { type RenderedEmail, renderedEmail, type TemplateSummary, templateSummary } from './template.ts';
export { type Timeline, type TimelineEntry, timeline, timelineEntry } from './timeline.ts';
export { type TransportName, transportName } from './transport-name.ts';
export {
  type WebhookDelivery,
  type WebhookDeliveryPage,
  type WebhookEndpoint,
  webhookDelivery,
  webhookDeliveryPage,
  webhookDeliveryStatus,
  webhookEndpoint,
} from './webhook-endpoint.ts';
export { type WebhookErrorCode, webhookErrorCode, webhookErrors } from './webhook-errors.ts';
export { type WebhookEvent, type WebhookEventType, webhookEvent, webhookEventType } from './webhook-event.ts';
