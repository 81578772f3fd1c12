import { emailStatus } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { createMessageCheck } from '../templates/check-message.ts';
import { acceptOnce } from './accept-once.ts';
import { draftEmail } from './draft-email.ts';
import type { SendInput } from './send-input.ts';
import { planEmails, storeEmails } from './store-emails.ts';

/** What a sender is told: the email's id and the state it begins in. */
export const acceptedEmail = z.object({ id: z.uuid(), status: emailStatus });
export type AcceptedEmail = z.output<typeof acceptedEmail>;

/**
 * Accepts an email: when this resolves it is durable, with its job, in one transaction. When it refuses nothing is stored;
 * only a connection that breaks at the commit leaves its caller not knowing, and the same `key` then tells.
 * The message is composed once here, so that what cannot be sent is refused while its sender is still listening.
 */
export async function createEmail(
  context: Context,
  projectId: string,
  input: SendInput,
  key?: string | undefined,
): Promise<AcceptedEmail> {
  const { idempotencyKey: _, ...body } = input;
  const request = key === undefined ? undefined : { projectId, key, body: { procedure: 'send', body } };
  return acceptOnce(context, request, acceptedEmail, async () => {
    const draft = await draftEmail(context, createMessageCheck(context), projectId, input);
    const emails = await planEmails(context, projectId, [draft]);
    const status = emails[0]?.status ?? 'queued';
    return { answer: { id: draft.id, status }, store: (tx) => storeEmails(context, tx, emails) };
  });
}
