import type { EmailAddress } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Consent } from '../database/generated/client.ts';
import { createEmail } from '../emails/create-email.ts';
import { type SendInput, sendInput } from '../emails/send-input.ts';
import { writeConfirmationUrl } from './confirmation-link.ts';
import { sealConsentAddress } from './consent-address.ts';

const LINK_LIVES_MS = 7 * 24 * 60 * 60_000;
/** One confirmation email an address in this time: a sign-up form is open to anybody, and an inbox is not theirs to fill. */
const PAUSE_MS = 10 * 60_000;

export type ConsentRequest = Pick<SendInput, 'locale' | 'timeZone'> & {
  to: EmailAddress;
  topic?: string | undefined;
};

/**
 * Asks an address by email whether it wants marketing (double opt-in). Resolves alike whether the email was sent, one was
 * sent a moment ago, or the address is subscribed or suppressed: whoever typed it into a form must not learn that.
 */
export async function requestConsent(
  context: Context,
  projectId: string,
  request: ConsentRequest,
): Promise<void> {
  const { database, sealing, now } = context;
  const addressIndex = sealing.addressIndex(projectId, request.to);
  const suppressed = await database.prisma.suppression.count({
    where: { projectId, addressIndex, scope: 'all', removedAt: null },
  });
  if (suppressed > 0) return;
  const claimed = await claimRequest(context, projectId, addressIndex, request.to);
  if (!claimed) return;
  const key = { projectId_addressIndex: { projectId, addressIndex } };
  try {
    const expiresAt = new Date(now().getTime() + LINK_LIVES_MS);
    const { message } = sendInput.pick({ message: true }).parse({
      message: {
        template: 'confirm-subscription',
        props: {
          confirmUrl: writeConfirmationUrl(context, { projectId, addressIndex, expiresAt }),
          expiresAt: expiresAt.toISOString(),
          topic: request.topic,
        },
      },
    });
    const { locale, timeZone } = request;
    const { id } = await createEmail(context, projectId, { to: request.to, message, locale, timeZone });
    await database.prisma.consent.update({ where: key, data: { emailId: id } });
  } catch (error) {
    // Nothing was sent, so the next request need not wait.
    if (claimed.before) await database.prisma.consent.update({ where: key, data: claimed.before });
    else await database.prisma.consent.delete({ where: key });
    throw error;
  }
}

// Of requests that come at once one gets it; the others see its row.
async function claimRequest(
  context: Context,
  projectId: string,
  addressIndex: Uint8Array<ArrayBuffer>,
  address: string,
): Promise<{ before: Consent | undefined } | undefined> {
  const requestedAt = context.now();
  const sealedAddress = sealConsentAddress(context, { projectId, addressIndex }, address);
  const pending = { status: 'pending', source: 'double_opt_in', sealedAddress, requestedAt };
  return context.database.transaction(async (tx) => {
    const { count } = await tx.consent.createMany({
      data: [{ projectId, addressIndex, ...pending }],
      skipDuplicates: true,
    });
    if (count > 0) return { before: undefined };
    await tx.$queryRaw`
      SELECT 1 FROM "Consent" WHERE "projectId" = ${projectId}::uuid AND "addressIndex" = ${addressIndex} FOR UPDATE`;
    const where = { projectId_addressIndex: { projectId, addressIndex } };
    const before = await tx.consent.findUniqueOrThrow({ where });
    const busy = requestedAt.getTime() - before.requestedAt.getTime() < PAUSE_MS;
    if (before.status === 'confirmed' || busy) return undefined;
    await tx.consent.update({ where, data: pending });
    return { before };
  });
}
