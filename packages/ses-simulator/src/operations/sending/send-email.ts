import type { Context } from '../../context.ts';
import { isMailboxSimulator } from '../../events/mailbox-simulator.ts';
import { AwsError, badRequest } from '../../http/aws-error.ts';
import { createMessageId } from '../../messages/create-message-id.ts';
import { readRaw } from '../../messages/read-raw.ts';
import { readSimple } from '../../messages/read-simple.ts';
import { type DraftMessage, type ReceivedMessage, recipientsOf } from '../../messages/received-message.ts';
import { checkAccount } from '../../rules/check-account.ts';
import { checkDraft } from '../../rules/check-draft.ts';
import { checkTags } from '../../rules/check-tags.ts';
import type { Operation } from '../operation.ts';
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
    const { settings } = context;
    const fault = failBeforeAccepting(context);
    if (fault !== undefined) return fault;
    const draft = await readMessage(parseSendEmail(body));
    checkDraft(draft);
    const configurationSet = draft.configurationSet ?? settings.defaultConfigurationSet;
    if (configurationSet !== null && settings.configurationSets?.includes(configurationSet) === false) {
      throw badRequest(`Configuration set <${configurationSet}> does not exist.`);
    }
    checkAccount(context.account, draft, settings.region);
    const message = accept({ ...draft, configurationSet }, context);
    return answerAccepted({ MessageId: message.messageId }, context);
  },
};

async function readMessage(input: SendEmailInput): Promise<DraftMessage> {
  const { Simple, Raw, Template } = input.Content;
  const given = [Simple, Raw, Template].filter((content) => content !== undefined);
  if (given.length !== 1) throw badRequest('Content must have exactly one of Simple, Raw and Template.');
  const tags = checkTags(input.EmailTags ?? []);
  if (Simple) return readSimple(input, Simple, tags);
  if (Raw) return readRaw(input, Raw.Data, tags);
  throw new AwsError(501, 'NotImplementedException', 'The simulator does not have Content.Template yet.');
}

/** Everything between here and the answer cannot fail: what is accepted is in the inbox and will have events. */
function accept(draft: DraftMessage, { account, inbox, calls, events, settings }: Context): ReceivedMessage {
  const now = settings.clock();
  const recipients = recipientsOf(draft);
  const counted = recipients.filter((address) => !isMailboxSimulator(address)).length;
  account.sendQuota.take(recipients.length, counted, now.getTime());
  const { size, infected, ...content } = draft;
  const message = {
    ...content,
    messageId: createMessageId(settings.region, now),
    acceptedAt: now.toISOString(),
  };
  inbox.add(message);
  calls.accepted(message.tags, recipients.length, now.getTime());
  events.follow(message, infected);
  settings.log(`accepted ${message.messageId}: ${recipients.length} recipient(s), ${size} bytes`);
  return message;
}
