import type { AnyTemplate } from '@carepost/template-kit';
import { v7 as uuidv7 } from 'uuid';
import { checkMarketing } from '../consents/check-marketing.ts';
import type { Context } from '../context.ts';
import type { createMessageCheck } from '../templates/check-message.ts';
import { decodedLength } from './attachment-input.ts';
import { checkSender } from './check-policy.ts';
import { listRecipients, type NamedRecipient } from './list-recipients.ts';
import { readSchedule } from './read-schedule.ts';
import { sealEmail } from './sealed-email.ts';
import type { SendInput } from './send-input.ts';

/** A send that passed every check and is not stored yet. */
export type Draft = {
  id: string;
  projectId: string;
  template: AnyTemplate;
  from: string;
  locale: string;
  timeZone: string;
  schedule: ReturnType<typeof readSchedule>;
  recipients: (NamedRecipient & { addressIndex: Uint8Array<ArrayBuffer> })[];
  attachments: NonNullable<SendInput['attachments']>;
  sealed: Uint8Array<ArrayBuffer>;
};

/** Checks a send against policy, clock and template, and seals it. @throws ApiError that names what cannot be sent */
export async function draftEmail(
  context: Context,
  check: ReturnType<typeof createMessageCheck>,
  projectId: string,
  input: SendInput,
): Promise<Draft> {
  const { config, registry, sealing } = context;
  const from = input.from ?? config.sender.address;
  checkSender(config, from);
  const recipients = listRecipients(config, input);
  const schedule = readSchedule(input, context.now());
  const { message, headers = [], attachments = [], replyTo = [] } = input;
  const locale = input.locale ?? config.locale;
  const timeZone = input.timeZone ?? config.timeZone;
  const id = uuidv7();
  const fileNames = attachments.map(({ fileName }) => fileName);
  await check({ ids: { projectId, emailId: id }, message, locale, timeZone, headers, fileNames });
  const template = registry.get(message.template);
  await checkMarketing(context, projectId, template.category, recipients);
  return {
    id,
    projectId,
    template,
    from,
    locale,
    timeZone,
    schedule,
    recipients: recipients.map((recipient) => ({
      ...recipient,
      addressIndex: sealing.addressIndex(projectId, recipient.address),
    })),
    attachments,
    sealed: sealEmail(context, id, {
      recipients: recipients.map(({ address }) => address),
      kinds: recipients.map(({ kind }) => kind),
      replyTo: [replyTo].flat(),
      headers,
      attachments: attachments.map(({ contentType, content }) => ({
        contentType,
        bytes: decodedLength(content),
      })),
      props: message.props,
    }),
  };
}
