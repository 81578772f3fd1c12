import { setTimeout as wait } from 'node:timers/promises';
import type { EmailAddress } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/open-database.ts';
import { draftEmail } from '../emails/draft-email.ts';
import { type SendInput, sendInput } from '../emails/send-input.ts';
import { type Planned, planEmails, storeEmails } from '../emails/store-emails.ts';
import { createMessageCheck } from '../templates/check-message.ts';
import { writeConfirmationUrl } from './confirmation-link.ts';
import { sealConsentAddress } from './consent-address.ts';

const LINK_LIVES_MS = 7 * 24 * 60 * 60_000;
/** One confirmation email an address in this time: a sign-up form is open to anybody, and an inbox is not theirs to fill. */
const PAUSE_MS = 10 * 60_000;
/** Several times what storing an email takes. */
const FLOOR_MS = 250;

export type ConsentRequest = Pick<SendInput, 'locale' | 'timeZone'> & {
  to: EmailAddress;
  topic?: string | undefined;
};

/**
 * Asks an address by email whether it wants marketing (double opt-in). Resolves alike whether the email was sent, one was
 * sent a moment ago, or the address is subscribed or suppressed: whoever typed it into a form must not learn that. So
 * everything that may be refused is refused before anything is looked up, the email is composed in any case, and what
 * depends on the address takes `floor` at least.
 */
export async function requestConsent(
  context: Context,
  projectId: string,
  request: ConsentRequest,
  floor: () => Promise<unknown> = () => wait(FLOOR_MS),
): Promise<void> {
  const addressIndex = context.sealing.addressIndex(projectId, request.to);
  const draft = await draftConfirmation(context, { projectId, addressIndex }, request);
  const asking = async () => {
    const [email] = await planEmails(context, projectId, [draft]);
    if (!email || email.status === 'suppressed') return;
    await context.database.transaction((tx) => askOnce(context, tx, email, { addressIndex, to: request.to }));
  };
  const [asked] = await Promise.allSettled([asking(), floor()]);
  if (asked.status === 'rejected') throw asked.reason;
}

async function draftConfirmation(
  context: Context,
  address: { projectId: string; addressIndex: Uint8Array<ArrayBuffer> },
  { to, topic, locale, timeZone }: ConsentRequest,
) {
  const expiresAt = new Date(context.now().getTime() + LINK_LIVES_MS);
  const confirmUrl = writeConfirmationUrl(context, { ...address, expiresAt });
  const { message } = sendInput.pick({ message: true }).parse({
    message: {
      template: 'confirm-subscription',
      props: { confirmUrl, expiresAt: expiresAt.toISOString(), topic },
    },
  });
  const input = { to, message, locale, timeZone };
  return draftEmail(context, createMessageCheck(context), address.projectId, input);
}

// The consent and its email in one transaction: either both or neither. Of requests that come at once one gets to write
// the row; the others wait for it and see that it is fresh.
async function askOnce(
  context: Context,
  tx: Transaction,
  email: Planned,
  { addressIndex, to }: { addressIndex: Uint8Array<ArrayBuffer>; to: string },
): Promise<void> {
  const { projectId, id: emailId } = email;
  const requestedAt = context.now();
  const sealedAddress = sealConsentAddress(context, { projectId, addressIndex }, to);
  const pending = { status: 'pending', source: 'double_opt_in', sealedAddress, emailId, requestedAt };
  const { count } = await tx.consent.createMany({
    data: [{ projectId, addressIndex, ...pending }],
    skipDuplicates: true,
  });
  if (count === 0) {
    await tx.$queryRaw`
      SELECT 1 FROM "Consent" WHERE "projectId" = ${projectId}::uuid AND "addressIndex" = ${addressIndex} FOR UPDATE`;
    const where = { projectId_addressIndex: { projectId, addressIndex } };
    const before = await tx.consent.findUniqueOrThrow({ where });
    const busy = requestedAt.getTime() - before.requestedAt.getTime() < PAUSE_MS;
    if (before.status === 'confirmed' || busy) return;
    await tx.consent.update({ where, data: pending });
  }
  await storeEmails(context, tx, [email]);
}
