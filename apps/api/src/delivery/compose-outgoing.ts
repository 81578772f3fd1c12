import { attemptTag, category } from '@carepost/contracts';
import type { OutgoingMessage } from '@carepost/mailer';
import { PhiExposedError, PropsInvalidError, SubjectInvalidError } from '@carepost/template-kit';
import type { Context } from '../context.ts';
import type { Email, Recipient } from '../database/generated/client.ts';
import type { SealedEmail } from '../emails/sealed-email.ts';
import { offerUnsubscribe } from '../suppressions/unsubscribe-link.ts';
import { composeMessage } from '../templates/compose-message.ts';
import { lintMessage } from '../templates/lint-message.ts';
import { configurationSets } from './configuration-sets.ts';
import type { Claim } from './lease.ts';

/** This worker has no template of the email's id. */
export class TemplateGoneError extends Error {
  override readonly name = 'TemplateGoneError';
}

/** The sealed props no longer fit the template. */
export class TemplateNotFittingError extends Error {
  override readonly name = 'TemplateNotFittingError';
}

/**
 * The message as it leaves, without its files. @throws TemplateGoneError, TemplateNotFittingError, PhiFoundError for what the
 * lint blocks
 */
export async function composeOutgoing(
  context: Context,
  email: Email,
  claim: Claim,
  content: SealedEmail,
  recipients: readonly Recipient[],
): Promise<OutgoingMessage> {
  const offer = offerUnsubscribe(context, email, content.recipients);
  const composed = await composeMessage(
    context,
    { template: email.template, props: content.props },
    { ...email, ...offer },
  ).catch((cause: unknown) => {
    const misfit =
      cause instanceof PropsInvalidError ||
      cause instanceof PhiExposedError ||
      cause instanceof SubjectInvalidError;
    throw misfit ? new TemplateNotFittingError('The props no longer fit the template.', { cause }) : cause;
  });
  const template = context.registry.get(email.template);
  if (!composed || !template) throw new TemplateGoneError('There is no such template here.');
  const { subject, preheader, html, text } = composed;
  const addressesOf = (kind: string) =>
    recipients.filter((recipient) => recipient.kind === kind).flatMap(({ n }) => content.recipients[n] ?? []);
  const { headers, props } = content;
  const tags = { email_id: email.id, attempt_id: attemptTag(claim.emailId, claim.fence) };
  // Names of files were looked at when they were accepted, and are sealed since.
  const parts = {
    subject,
    preheader,
    props,
    headers,
    fileNames: [],
    fromName: email.fromName,
    tags,
    body: text,
  };
  lintMessage(context, { projectId: email.projectId, emailId: email.id }, template, parts);
  return {
    from: { address: email.fromAddress, name: email.fromName },
    to: addressesOf('to'),
    cc: addressesOf('cc'),
    bcc: addressesOf('bcc'),
    replyTo: content.replyTo,
    headers: [...headers, ...(offer?.headers ?? [])],
    subject,
    html,
    text,
    tags,
    ...(context.config.useConfigurationSets
      ? { configurationSet: configurationSets[category.parse(email.category)] }
      : {}),
  };
}
