import { z } from 'zod';

type DeliveryErrorFacts = {
  /**
   * What is certain after the error. `not_sent`: the provider did not take it. `refused`: it answered that it never
   * will. `unknown`: it may have taken it, so nobody may blindly send again.
   */
  outcome: 'not_sent' | 'refused' | 'unknown';
  /** What was observed, as a sentence for people. */
  sentence: string;
  /** What a person can do, from the guide's troubleshooting section. */
  fix: string;
};

/** Every way a call to a transport can fail, the same for all transports. `not_sent` is retried by the queue, `refused` ends the email. */
export const deliveryErrors = {
  throttled: {
    outcome: 'not_sent',
    sentence: 'The provider asks for a slower sending rate.',
    fix: 'Nothing to do: Carepost slows down and tries again. If it stays, request a higher sending rate.',
  },
  daily_quota_exceeded: {
    outcome: 'not_sent',
    sentence: 'The daily sending quota is used up.',
    fix: 'Check the quota in the SES dashboard and request an increase; sending resumes by itself as the 24 hours pass.',
  },
  account_paused: {
    outcome: 'not_sent',
    sentence: 'The provider has paused sending for this account.',
    fix: 'Look at the bounce and complaint rates, remove the addresses behind them, then ask AWS Support to resume.',
  },
  configuration_set_paused: {
    outcome: 'not_sent',
    sentence: 'The provider has paused the configuration set of this category.',
    fix: 'Look at the bounce and complaint rates of the set in SES, then enable its sending again; other categories go on.',
  },
  connection_failed: {
    outcome: 'not_sent',
    sentence: 'The provider could not be reached.',
    fix: 'Check AWS_REGION (or SMTP_HOST and SMTP_PORT), DNS and the firewall.',
  },
  tls_required: {
    outcome: 'not_sent',
    sentence: 'The mail server does not offer the TLS that mail must travel under.',
    fix: 'Use a server with STARTTLS or implicit TLS and a certificate that matches SMTP_HOST.',
  },
  credentials_missing: {
    outcome: 'not_sent',
    sentence: 'AWS credentials not provided.',
    fix: 'Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in .env, or the role of the machine, then restart.',
  },
  credentials_refused: {
    outcome: 'not_sent',
    sentence: 'The provider does not accept the credentials.',
    fix: 'Check the access key (or SMTP_USER and SMTP_PASSWORD) and that it may call ses:SendEmail.',
  },
  compose_failed: {
    outcome: 'not_sent',
    sentence: 'The email could not be composed.',
    fix: 'Look at the worker’s log for the error of its template, or whether its key can be loaded; it is tried again for three days.',
  },
  lease_lost: {
    outcome: 'not_sent',
    sentence: 'The worker had stalled, noticed it, and stopped before anything left.',
    fix: 'Nothing to do: it is tried again. If it stays, give the worker more processor time.',
  },
  address_not_verified: {
    outcome: 'refused',
    sentence: 'Email address is not verified.',
    fix: 'In the sandbox the recipient must be verified too: verify the address or domain in this region, or request production access.',
  },
  mail_from_not_verified: {
    outcome: 'refused',
    sentence: 'The custom MAIL FROM domain is not verified.',
    fix: 'Add the MX and SPF records of the MAIL FROM domain, or remove it from the identity.',
  },
  configuration_missing: {
    outcome: 'refused',
    sentence: 'The provider does not know the configuration set or identity.',
    fix: 'Create the configuration sets of the guide (transactional, notifications, marketing) in this region.',
  },
  message_rejected: {
    outcome: 'refused',
    sentence: 'The provider rejected the message.',
    fix: 'Read the attempt: SES rejects mail with a virus, an unverified sender or a malformed body.',
  },
  recipient_rejected: {
    outcome: 'refused',
    sentence: 'The mail server does not take mail for this recipient.',
    fix: 'Check the address with the patient or colleague.',
  },
  limit_exceeded: {
    outcome: 'refused',
    sentence: 'The message is over a limit of the provider (50 recipients, 40 MB).',
    fix: 'Send to fewer recipients or with smaller attachments.',
  },
  template_changed: {
    outcome: 'refused',
    sentence: 'The template changed after the email was accepted and its props no longer fit.',
    fix: 'Send again with the props of the current template.',
  },
  phi_exposed: {
    outcome: 'refused',
    sentence: 'The message would show what identifies a patient outside of its body.',
    fix: 'The log names place and kind. Send again without it, or allow the kind in the template or PHI_LINT and resend.',
  },
  content_unreadable: {
    outcome: 'refused',
    sentence: 'The sealed content does not open: the row was altered.',
    fix: 'Restore the row from a backup or send again; then read the audit log.',
  },
  connection_lost: {
    outcome: 'unknown',
    sentence: 'The connection broke after the request was written.',
    fix: 'Wait for the provider’s event; Carepost never resends blindly.',
  },
  provider_error: {
    outcome: 'unknown',
    sentence: 'The provider answered with an error of its own.',
    fix: 'Wait for the provider’s event; Carepost never resends blindly.',
  },
  transport_failed: {
    outcome: 'unknown',
    sentence: 'The call failed in a way that Carepost does not know.',
    fix: 'Wait for the provider’s event; Carepost never resends blindly. Please report it with the attempt’s id.',
  },
  process_died: {
    outcome: 'unknown',
    sentence: 'The worker stopped between calling the provider and noting the answer.',
    fix: 'Wait for the provider’s event; Carepost never resends blindly.',
  },
} as const satisfies Record<string, DeliveryErrorFacts>;

export type DeliveryErrorCode = keyof typeof deliveryErrors;
export const deliveryErrorCode = z.enum(Object.keys(deliveryErrors) as [DeliveryErrorCode]);
