import { badRequest } from '../http/aws-error.ts';
import { type DraftMessage, recipientsOf } from '../messages/received-message.ts';
import { checkAttachmentTypes } from './check-attachment-types.ts';
import { checkSingleHeaders } from './check-single-headers.ts';

/** SES's limits for one message: 50 recipients, and 40 MB after encoding. */
const MAX_RECIPIENTS = 50;
const MAX_MESSAGE_BYTES = 40 * 1024 * 1024;

/** @throws AwsError BadRequestException */
export function checkDraft(draft: DraftMessage): void {
  const recipients = recipientsOf(draft).length;
  if (recipients === 0) throw badRequest('Destination must have at least one recipient.');
  if (recipients > MAX_RECIPIENTS) throw badRequest(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  if (draft.size > MAX_MESSAGE_BYTES) throw messageTooLong(draft.size);
  checkSingleHeaders(draft.headers);
  checkAttachmentTypes(draft.attachments);
}

export function messageTooLong(size: number) {
  return badRequest(`Message length is more than ${MAX_MESSAGE_BYTES} bytes long: '${size}'.`);
}
