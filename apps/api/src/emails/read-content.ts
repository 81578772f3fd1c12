import type { EmailContent } from '@carepost/contracts';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { offerUnsubscribe } from '../suppressions/unsubscribe-link.ts';
import { composeMessage } from '../templates/compose-message.ts';
import { findEmail } from './find-email.ts';
import { addressesOf, openEmail } from './sealed-email.ts';

/**
 * Opens what was sealed. Every reading leaves an audit entry, written before anything is opened.
 * @throws ApiError `not_found`, `content_erased`
 */
export async function readContent(
  context: Context,
  reader: { projectId: string; actor: string },
  id: string,
): Promise<EmailContent> {
  const { email } = await findEmail(context, reader, id);
  if (email.contentErasedAt) throw new ApiError('content_erased');
  await context.database.transaction((tx) =>
    appendAuditEntry(context, tx, { ...reader, action: 'email.content_read', target: id }),
  );
  const content = await openEmail(context, email);
  const { props, replyTo, headers, recipients } = content;
  const offer = offerUnsubscribe(context, email, recipients);
  const composed = await composeMessage(context, { template: email.template, props }, { ...email, ...offer });
  if (!composed) throw new ApiError('not_found', 'The template of this email no longer exists.');
  const asSent =
    email.contentHash && Buffer.from(email.contentHash).equals(context.sealing.contentHash(composed));
  return {
    to: addressesOf(content, 'to'),
    cc: addressesOf(content, 'cc'),
    bcc: addressesOf(content, 'bcc'),
    replyTo,
    headers,
    subject: composed.subject,
    html: composed.html,
    text: composed.text,
    asSent,
  };
}
