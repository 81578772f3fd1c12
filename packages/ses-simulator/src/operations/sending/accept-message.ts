import type { Context } from '../../context.ts';
import { createMessageId } from '../../messages/create-message-id.ts';
import { parseMailbox } from '../../messages/parse-mailbox.ts';
import { type DraftMessage, type ReceivedMessage, recipientsOf } from '../../messages/received-message.ts';
import { isMailboxSimulator } from '../../outcomes/mailbox-simulator.ts';
import { checkAccount } from '../../rules/check-account.ts';
import { checkDraft } from '../../rules/check-draft.ts';
import { checkMailFrom } from '../../rules/check-mail-from.ts';
import { chooseConfigurationSet } from '../../rules/choose-configuration-set.ts';

/**
 * Applies the account's rules to a draft and accepts it: from then on it is in the inbox and has events.
 * @throws AwsError
 */
export function acceptMessage(
  draft: DraftMessage,
  operation: ReceivedMessage['operation'],
  context: Context,
): ReceivedMessage {
  const { account, identities, inbox, calls, events, settings } = context;
  checkDraft(draft);
  const sender = parseMailbox(draft.from).address;
  const configurationSet = chooseConfigurationSet(draft.configurationSet, sender, context);
  checkAccount(account, draft, settings.region);
  checkMailFrom(identities, sender);
  const now = settings.clock();
  const recipients = recipientsOf(draft);
  const counted = recipients.filter((address) => !isMailboxSimulator(address)).length;
  account.sendQuota.take(recipients.length, counted, now.getTime());
  // Nothing below can fail.
  const { size, verdict, ...content } = draft;
  const message: ReceivedMessage = {
    ...content,
    configurationSet,
    operation,
    messageId: createMessageId(settings.region, now),
    acceptedAt: now.toISOString(),
  };
  inbox.add(message);
  calls.accepted(message.tags, recipients.length, now.getTime());
  events.follow(message, verdict);
  settings.log(`accepted ${message.messageId}: ${recipients.length} recipient(s), ${size} bytes`);
  return message;
}
