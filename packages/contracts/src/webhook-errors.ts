import { z } from 'zod';

/** Every way the delivery of a webhook can fail. All but a 410 are tried again. */
export const webhookErrors = {
  status: {
    sentence: 'The endpoint answered with a status that is not 2xx.',
    fix: 'Look into the receiver’s log; it must answer 2xx within 15 seconds.',
  },
  redirect: {
    sentence: 'The endpoint answered with a redirect, and redirects are not followed.',
    fix: 'Set the endpoint’s url to where the redirect leads.',
  },
  timeout: {
    sentence: 'The endpoint did not answer within 15 seconds.',
    fix: 'Answer first and work afterwards: put the message into a queue of your own.',
  },
  dns: {
    sentence: 'The host of the endpoint’s url was not found.',
    fix: 'Check the url and the DNS of its host.',
  },
  blocked_address: {
    sentence: 'The host of the endpoint’s url leads to an address that is not public.',
    fix: 'Use a public address. In development WEBHOOK_ALLOW_PRIVATE=true allows receivers on the own machine.',
  },
  connection: {
    sentence: 'The connection to the endpoint was refused or broke.',
    fix: 'Check that the receiver runs and that its firewall lets this service in.',
  },
  tls: {
    sentence: 'The TLS handshake with the endpoint failed.',
    fix: 'Use a certificate that is valid for the host and signed by a public authority.',
  },
  secret_unreadable: {
    sentence: 'The sealed signing secret does not open: its row was altered, or its key cannot be loaded.',
    fix: 'If it stays, rotate the secret and read the audit log.',
  },
} as const satisfies Record<string, { sentence: string; fix: string }>;

export type WebhookErrorCode = keyof typeof webhookErrors;
export const webhookErrorCode = z.enum(Object.keys(webhookErrors) as [WebhookErrorCode]);
