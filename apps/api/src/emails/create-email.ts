import type { EmailStatus } from '@carepost/contracts';
import { v7 as uuidv7 } from 'uuid';
import { checkMarketing } from '../consents/check-marketing.ts';
import type { Context } from '../context.ts';
import { composeForCaller } from '../templates/compose-message.ts';
import { announceEmails } from '../webhooks/announce-emails.ts';
import { checkRecipient, checkSender } from './check-policy.ts';
import { sealEmail } from './sealed-email.ts';
import type { SendInput } from './send-input.ts';

/**
 * Accepts an email: when this resolves it is durable, with its job, in one transaction. When it refuses nothing is stored;
 * only a connection that breaks at the commit leaves its caller not knowing.
 * The message is composed once here, so that what cannot be sent is refused while its sender is still listening.
 */
export async function createEmail(
  context: Context,
  projectId: string,
  input: SendInput,
): Promise<{ id: string; status: EmailStatus }> {
  const { config, database, queue, live, sealing, registry } = context;
  const from = input.from ?? config.sender.address;
  checkSender(config, from);
  checkRecipient(config, input.to);
  const template = registry.get(input.message.template);
  const locale = input.locale ?? config.locale;
  const timeZone = input.timeZone ?? config.timeZone;
  await composeForCaller(context, input.message, { locale, timeZone });

  const id = uuidv7();
  const now = context.now();
  const recipients = [{ kind: 'to', address: input.to }];
  await checkMarketing(context, projectId, template.category, recipients);
  const sealed = sealEmail(context, id, {
    recipients: recipients.map(({ address }) => address),
    props: input.message.props,
  });
  await database.transaction(async (tx) => {
    await tx.email.create({
      data: {
        id,
        projectId,
        template: template.id,
        category: template.category,
        status: 'queued',
        onUnknown: template.onUnknown,
        fromAddress: from,
        fromName: config.sender.name,
        locale,
        timeZone,
        sealed,
        createdAt: now,
        updatedAt: now,
      },
    });
    await tx.recipient.createMany({
      data: recipients.map(({ kind, address }, n) => ({
        emailId: id,
        n,
        projectId,
        kind,
        addressIndex: sealing.addressIndex(projectId, address),
        status: 'queued',
        updatedAt: now,
      })),
    });
    await queue.wake(tx, [{ id, category: template.category }]);
    await announceEmails(tx, { projectId, emailIds: [id], at: now });
    await live.emailChanged(tx, id);
  });
  return { id, status: 'queued' };
}
