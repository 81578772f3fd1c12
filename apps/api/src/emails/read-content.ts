import type { EmailContent } from '@carepost/contracts';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { offerUnsubscribe } from '../suppressions/unsubscribe-link.ts';
import { composeMessage } from '../templates/compose-message.ts';
import { findEmail } from './find-email.ts';
import { openEmail } from './sealed-email.ts';

/** Opens what was sealed. Every reading leaves an audit entry, written before anything is opened. */
export async function readContent(
  context: Context,
  reader: { projectId: string; actor: string },
  id: string,
): Promise<EmailContent> {
  const { email } = await findEmail(context, reader.projectId, id);
  await context.database.transaction((tx) =>
    appendAuditEntry(context, tx, { ...reader, action: 'email.content_read', target: id }),
  );
  const { recipients, props } = await openEmail(context, email);
  const composed = await composeMessage(
    context,
    { template: email.template, props },
    { ...email, ...offerUnsubscribe(context, email, recipients) },
  );
  if (!composed) throw new ApiError('not_found', 'The template of this email no longer exists.');
  const asSent =
    email.contentHash && Buffer.from(email.contentHash).equals(context.sealing.contentHash(composed));
  return { to: recipients, subject: composed.subject, html: composed.html, text: composed.text, asSent };
}
