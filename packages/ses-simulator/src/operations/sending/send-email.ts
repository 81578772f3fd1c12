import type { Context } from '../../context.ts';
import { badRequest } from '../../http/aws-error.ts';
import { readRaw } from '../../messages/read-raw.ts';
import { readSimple } from '../../messages/read-simple.ts';
import { findTemplate, readTemplateData, readTemplated } from '../../messages/read-templated.ts';
import type { DraftMessage } from '../../messages/received-message.ts';
import { checkTags } from '../../rules/check-tags.ts';
import type { Operation } from '../operation.ts';
import { acceptMessage } from './accept-message.ts';
import { answerAccepted, failBeforeAccepting } from './inject-faults.ts';
import { parseSendEmail, peekSendEmail, type SendEmailInput } from './send-email-input.ts';

export const sendEmail: Operation = {
  name: 'SendEmail',
  method: 'post',
  path: '/v2/email/outbound-emails',
  received({ body }, { calls, settings }) {
    const { tags, recipients } = peekSendEmail(body);
    calls.received(tags, recipients, settings.clock().getTime());
  },
  async run({ body }, context) {
    const fault = failBeforeAccepting(context);
    if (fault !== undefined) return fault;
    const draft = await readMessage(parseSendEmail(body), context);
    const { messageId } = acceptMessage(draft, 'SendEmail', context);
    return answerAccepted({ MessageId: messageId }, context);
  },
};

async function readMessage(input: SendEmailInput, { templates }: Context): Promise<DraftMessage> {
  const { Simple, Raw, Template } = input.Content;
  const given = [Simple, Raw, Template].filter((content) => content !== undefined);
  if (given.length !== 1) throw badRequest('Content must have exactly one of Simple, Raw and Template.');
  const tags = checkTags(input.EmailTags ?? []);
  if (Simple) return readSimple(input, Simple, tags);
  if (Raw) return readRaw(input, Raw.Data, tags);
  const template = Template ?? {};
  const found = findTemplate(template, templates.stored);
  const data = readTemplateData(template.TemplateData);
  return readTemplated(input, template, { ...found, data }, tags, templates.renderer);
}
