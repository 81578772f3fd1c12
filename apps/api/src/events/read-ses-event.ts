import type { RecipientStatus, SesEvent } from '@carepost/contracts';

/** What an event means to us. `detail` holds closed codes only: SES's free texts quote addresses. */
export type EventMeaning = {
  proves?: RecipientStatus;
  addresses: readonly string[];
  occurredAt: Date;
  detail: Record<string, string>;
  suppress?: 'bounce' | 'complaint';
  /** What it proves does not hold for recipients that are delivered already. */
  unlessDelivered?: true;
};

export function readSesEvent(event: SesEvent): EventMeaning {
  const { mail, delivery, bounce, complaint, deliveryDelay } = event;
  const whole = { addresses: mail.destination, occurredAt: new Date(mail.timestamp), detail: {} };
  switch (event.eventType) {
    case 'Send':
      return { ...whole, proves: 'sent' };
    case 'Delivery':
      return {
        ...whole,
        proves: 'delivered',
        ...(delivery ? { addresses: delivery.recipients, occurredAt: new Date(delivery.timestamp) } : {}),
      };
    case 'Bounce':
      if (!bounce) return { ...whole, proves: 'bounced' };
      return {
        proves: 'bounced',
        addresses: bounce.bouncedRecipients.map((recipient) => recipient.emailAddress),
        occurredAt: new Date(bounce.timestamp),
        detail: { bounceType: bounce.bounceType, bounceSubType: code(bounce.bounceSubType) },
        ...(bounce.bounceType === 'Permanent' ? { suppress: 'bounce' as const } : {}),
        // An out-of-office reply comes as a Transient bounce of a message that was delivered.
        ...(bounce.bounceType === 'Transient' ? { unlessDelivered: true as const } : {}),
      };
    case 'Complaint':
      if (!complaint) return { ...whole, proves: 'complained', suppress: 'complaint' };
      return {
        proves: 'complained',
        addresses: complaint.complainedRecipients.map((recipient) => recipient.emailAddress),
        occurredAt: new Date(complaint.timestamp),
        detail: complaint.complaintFeedbackType ? { feedback: code(complaint.complaintFeedbackType) } : {},
        suppress: 'complaint',
      };
    case 'Reject':
      return { ...whole, proves: 'rejected' };
    case 'Rendering Failure':
      return { ...whole, proves: 'rejected' };
    case 'DeliveryDelay':
      if (!deliveryDelay) return whole;
      return {
        addresses: deliveryDelay.delayedRecipients.map((recipient) => recipient.emailAddress),
        occurredAt: new Date(deliveryDelay.timestamp),
        detail: { delayType: code(deliveryDelay.delayType) },
      };
    case 'Open':
    case 'Click':
    case 'Subscription':
      return whole;
    default:
      return event.eventType satisfies never;
  }
}

function code(text: string): string {
  return /^[A-Za-z_-]{1,60}$/.test(text) ? text : 'other';
}
