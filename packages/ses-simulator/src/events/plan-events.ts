import { randomUUID } from 'node:crypto';
import type { SesEventType } from '@carepost/contracts';
import { type ReceivedMessage, recipientsOf } from '../messages/received-message.ts';
import { type Outcome, outcomeFor } from './mailbox-simulator.ts';

/** One event to come. `step` counts delays after acceptance; `body` is made when it happens. */
export type PlannedEvent = {
  step: number;
  body: (at: Date) => { eventType: SesEventType; [detail: string]: unknown };
};

const FEEDBACK_SUFFIX = '-000000';

/**
 * Everything SES will report about a message. Recipients of one domain with one outcome share an event, since they
 * share an SMTP conversation; a complaint or an automatic answer follows the delivery.
 */
export function planEvents(message: ReceivedMessage, infected: boolean): PlannedEvent[] {
  if (infected)
    return [{ step: 1, body: () => ({ eventType: 'Reject', reject: { reason: 'Bad content' } }) }];
  const sent: PlannedEvent = { step: 1, body: () => ({ eventType: 'Send', send: {} }) };
  return [
    sent,
    ...groupRecipients(message).flatMap(({ outcome, recipients }) => eventsOf(outcome, recipients)),
  ];
}

function groupRecipients(message: ReceivedMessage): { outcome: Outcome; recipients: string[] }[] {
  const groups = new Map<string, { outcome: Outcome; recipients: string[] }>();
  for (const address of new Set(recipientsOf(message))) {
    const outcome = outcomeFor(address);
    const key = `${outcome} ${address.slice(address.lastIndexOf('@') + 1).toLowerCase()}`;
    const group = groups.get(key) ?? { outcome, recipients: [] };
    group.recipients.push(address);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function eventsOf(outcome: Outcome, recipients: string[]): PlannedEvent[] {
  switch (outcome) {
    case 'delivered':
      return [{ step: 2, body: delivery(recipients) }];
    case 'bounced':
      return [{ step: 2, body: bounce(recipients, 'General', 'smtp; 550 5.1.1 user unknown') }];
    case 'suppressed':
      return [{ step: 2, body: bounce(recipients, 'Suppressed', SUPPRESSED) }];
    case 'complained':
      return [
        { step: 2, body: delivery(recipients) },
        { step: 3, body: complaint(recipients) },
      ];
    case 'answered':
      return [
        { step: 2, body: delivery(recipients) },
        { step: 3, body: automaticAnswer(recipients) },
      ];
    default:
      return outcome satisfies never;
  }
}

const SUPPRESSED =
  'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.';

function delivery(recipients: string[]): PlannedEvent['body'] {
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

function bounce(recipients: string[], subType: string, diagnosticCode: string): PlannedEvent['body'] {
  return (at) => ({
    eventType: 'Bounce',
    bounce: {
      feedbackId: feedbackId(),
      bounceType: 'Permanent',
      bounceSubType: subType,
      bouncedRecipients: recipients.map((emailAddress) => ({
        emailAddress,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode,
      })),
      timestamp: at.toISOString(),
      reportingMTA: 'dsn; a8-50.smtp-out.amazonses.com',
    },
  });
}

// An out-of-office answer comes back to SES as mail, and is reported as a transient bounce of a delivered message.
function automaticAnswer(recipients: string[]): PlannedEvent['body'] {
  return (at) => ({
    eventType: 'Bounce',
    bounce: {
      feedbackId: feedbackId(),
      bounceType: 'Transient',
      bounceSubType: 'General',
      bouncedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
      timestamp: at.toISOString(),
    },
  });
}

function complaint(recipients: string[]): PlannedEvent['body'] {
  return (at) => ({
    eventType: 'Complaint',
    complaint: {
      feedbackId: feedbackId(),
      complaintSubType: null,
      complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
      timestamp: at.toISOString(),
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
      arrivalDate: at.toISOString(),
    },
  });
}

function feedbackId(): string {
  return `0100${Date.now().toString(16).padStart(12, '0')}-${randomUUID()}${FEEDBACK_SUFFIX}`;
}
