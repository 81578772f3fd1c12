import { z } from 'zod';
import { type ReceivedMessage, recipientsOf } from '../messages/received-message.ts';
import { bounce, click, complaint, deliveryDelay, open } from './event-records.ts';
import type { PlannedEvent } from './plan-events.ts';

/** What somebody does with a message, or what befalls it, after it was sent. */
export const lateEvent = z.strictObject({
  event: z.enum(['Open', 'Click', 'DeliveryDelay', 'Bounce', 'Complaint']),
  /** For Click: a link of the message's HTML. The first one when left out. */
  link: z.string().min(1).optional(),
  /** For the last three: one of the message's recipients. The first one when left out. */
  recipient: z.string().min(1).optional(),
});
export type LateEvent = z.infer<typeof lateEvent>;

const LINK = /<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

/** @throws RangeError in one sentence, when the message has no such link or recipient */
export function planLateEvent(message: ReceivedMessage, request: LateEvent): PlannedEvent {
  const { event } = request;
  switch (event) {
    case 'Open':
      // SES counts opens by an image, which only HTML can have.
      if (message.html === null) throw new RangeError('A message without HTML cannot be seen to be opened.');
      return { step: 0, body: open() };
    case 'Click':
      return { step: 0, body: click(findLink(message, request.link)) };
    case 'DeliveryDelay':
      return { step: 0, body: deliveryDelay([findRecipient(message, request.recipient)]) };
    case 'Bounce': {
      const addresses = [findRecipient(message, request.recipient)];
      const body = bounce(addresses, {
        type: 'Permanent',
        subType: 'General',
        status: '5.1.1',
        diagnosticCode: 'smtp; 550 5.1.1 user unknown',
      });
      return { step: 0, body, suppresses: { reason: 'BOUNCE', addresses } };
    }
    case 'Complaint': {
      const addresses = [findRecipient(message, request.recipient)];
      return { step: 0, body: complaint(addresses, null), suppresses: { reason: 'COMPLAINT', addresses } };
    }
    default:
      return event satisfies never;
  }
}

function findLink({ html }: ReceivedMessage, wanted: string | undefined): string {
  const links = [...(html ?? '').matchAll(LINK)].map(([, quoted, single]) =>
    (quoted ?? single ?? '').replaceAll('&amp;', '&'),
  );
  const found = links.find((link) => wanted === undefined || link === wanted);
  if (found === undefined) throw new RangeError('link: the HTML of the message has no such link.');
  return found;
}

function findRecipient(message: ReceivedMessage, wanted: string | undefined): string {
  const found = recipientsOf(message).find(
    (address) => wanted === undefined || address.toLowerCase() === wanted.toLowerCase(),
  );
  if (found === undefined) throw new RangeError('recipient: the message was not sent to this address.');
  return found;
}
