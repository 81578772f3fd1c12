import { randomUUID } from 'node:crypto';
import type { SesEventType } from '@carepost/contracts';

/** The part of an event's record that depends on its type. Made when it happens. */
export type EventBody = (
  at: Date,
  feedbackId: string,
) => { eventType: SesEventType; [detail: string]: unknown };

export const GLOBALLY_SUPPRESSED =
  'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.';
export const ON_ACCOUNT_LIST =
  'Amazon SES did not send the message to this address because it is on the suppression list for your account. For more information about removing addresses from the suppression list, see the Amazon SES Developer Guide at https://docs.aws.amazon.com/ses/latest/DeveloperGuide/sending-email-suppression-list.html';

export function delivery(recipients: string[]): EventBody {
  return (at) => ({
    eventType: 'Delivery',
    delivery: {
      timestamp: at.toISOString(),
      processingTimeMillis: 120 + Math.floor(Math.random() * 400),
      recipients,
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'a8-50.smtp-out.amazonses.com',
    },
  });
}

type BounceDetail = {
  type: 'Permanent' | 'Transient';
  subType: string;
  status: string;
  diagnosticCode: string;
};

export function bounce(recipients: string[], detail: BounceDetail): EventBody {
  return (at, feedbackId) => ({
    eventType: 'Bounce',
    bounce: {
      feedbackId,
      bounceType: detail.type,
      bounceSubType: detail.subType,
      bouncedRecipients: recipients.map((emailAddress) => ({
        emailAddress,
        action: 'failed',
        status: detail.status,
        diagnosticCode: detail.diagnosticCode,
      })),
      timestamp: at.toISOString(),
      reportingMTA: 'dsn; a8-50.smtp-out.amazonses.com',
    },
  });
}

// An out-of-office answer comes back to SES as mail, and is reported as a transient bounce of a delivered message.
export function automaticAnswer(recipients: string[]): EventBody {
  return (at, feedbackId) => ({
    eventType: 'Bounce',
    bounce: {
      feedbackId,
      bounceType: 'Transient',
      bounceSubType: 'General',
      bouncedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
      timestamp: at.toISOString(),
    },
  });
}

export function complaint(recipients: string[], subType: 'OnAccountSuppressionList' | null): EventBody {
  const feedback = subType === null ? { complaintFeedbackType: 'abuse' } : {};
  return (at, feedbackId) => ({
    eventType: 'Complaint',
    complaint: {
      feedbackId,
      complaintSubType: subType,
      complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
      timestamp: at.toISOString(),
      userAgent: 'Amazon SES Mailbox Simulator',
      ...feedback,
      arrivalDate: at.toISOString(),
    },
  });
}

const EXPIRES_AFTER_MS = 14 * 3_600_000;

export function deliveryDelay(recipients: string[]): EventBody {
  return (at) => ({
    eventType: 'DeliveryDelay',
    deliveryDelay: {
      timestamp: at.toISOString(),
      delayType: 'TransientCommunicationFailure',
      expirationTime: new Date(at.getTime() + EXPIRES_AFTER_MS).toISOString(),
      delayedRecipients: recipients.map((emailAddress) => ({
        emailAddress,
        status: '4.4.1',
        diagnosticCode: 'smtp; 421 4.4.1 Unable to connect to remote host',
      })),
      reportingMTA: 'a8-50.smtp-out.amazonses.com',
    },
  });
}

const READER = { ipAddress: '192.0.2.1', userAgent: 'Mozilla/5.0 (SES simulator)' };

export function open(): EventBody {
  return (at) => ({ eventType: 'Open', open: { ...READER, timestamp: at.toISOString() } });
}

export function click(link: string): EventBody {
  return (at) => ({
    eventType: 'Click',
    click: { ...READER, link, linkTags: null, timestamp: at.toISOString() },
  });
}

export function createFeedbackId(at: Date): string {
  return `0100${at.getTime().toString(16).padStart(12, '0')}-${randomUUID()}-000000`;
}
