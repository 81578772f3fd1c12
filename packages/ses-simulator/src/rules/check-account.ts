import type { Account } from '../account/account.ts';
import { AwsError } from '../http/aws-error.ts';
import { parseMailbox } from '../messages/parse-mailbox.ts';
import { type DraftMessage, recipientsOf } from '../messages/received-message.ts';
import { isMailboxSimulator } from '../outcomes/mailbox-simulator.ts';

/**
 * Whether the account may send this message at all: not suspended, not paused, sender verified, and in the sandbox
 * every recipient too. The mailbox simulator is open to everyone.
 * @throws AwsError AccountSuspendedException, SendingPausedException, MessageRejected
 */
export function checkAccount(account: Account, draft: DraftMessage, region: string): void {
  const { suspended, paused, sandbox } = account.switches;
  if (suspended) {
    throw new AwsError(
      400,
      'AccountSuspendedException',
      "The account's ability to send email has been permanently restricted.",
      'ACCOUNT_SUSPENDED',
    );
  }
  if (paused) {
    throw new AwsError(
      400,
      'SendingPausedException',
      'Email sending is currently paused for this account.',
      'ACCOUNT_SENDING_PAUSED',
    );
  }
  const sender = parseMailbox(draft.from).address;
  const unverified = [
    ...(account.maySend(sender) ? [] : [sender]),
    ...(sandbox
      ? recipientsOf(draft).filter((to) => !isMailboxSimulator(to) && !account.isVerified(to))
      : []),
  ];
  if (unverified.length > 0) {
    throw new AwsError(
      400,
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${[...new Set(unverified)].join(', ')}`,
      'MESSAGE_REJECTED',
    );
  }
}
