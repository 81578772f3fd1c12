import {
  category,
  deliveryErrorCode,
  deliveryErrors,
  type EmailDetail,
  type EmailSummary,
  emailStatus,
  maskAddress,
  recipientKind,
  recipientStatus,
} from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { findEmail } from './find-email.ts';
import { addressesOf, openEmail, type SealedEmail } from './sealed-email.ts';

/** One email of the log with its recipients, addresses masked. */
export async function getEmail(
  context: Context,
  caller: { projectId: string; actor: string },
  id: string,
): Promise<EmailDetail> {
  const { email, recipients } = await findEmail(context, caller, id);
  const sealed = await openUnlessBroken(context, email);
  const { prisma } = context.database;
  const attempts = await prisma.attempt.findMany({
    where: { emailId: id },
    orderBy: { fence: 'asc' },
    select: { providerMessageId: true },
  });
  const files = sealed?.attachments ?? [];
  const stored = files.length > 0 && (await prisma.attachment.count({ where: { emailId: id } })) > 0;
  const summary = summaryOf(email, sealed);
  return {
    ...summary,
    recipients: recipients.map(({ n, kind, status }) => ({
      n,
      kind: recipientKind.parse(kind),
      address: maskOf(sealed?.recipients[n]),
      status: recipientStatus.parse(status),
    })),
    attachments: files.map((file) => ({ ...file, stored })),
    sendAt: email.sendAt?.toISOString() ?? null,
    expiresAt: email.expiresAt?.toISOString() ?? null,
    from: email.fromAddress,
    locale: email.locale,
    timeZone: email.timeZone,
    attempts: attempts.length,
    providerMessageId: attempts.at(-1)?.providerMessageId ?? null,
    fix: summary.error ? deliveryErrors[summary.error].fix : null,
    contentErasedAt: email.contentErasedAt?.toISOString() ?? null,
  };
}

/** A row of the log as it is shown: ids, states and masked addresses. */
export async function summarise(context: Context, email: Email): Promise<EmailSummary> {
  return summaryOf(email, await openUnlessBroken(context, email));
}

function summaryOf(email: Email, sealed: SealedEmail | undefined): EmailSummary {
  return {
    id: email.id,
    template: email.template,
    category: category.parse(email.category),
    status: emailStatus.parse(email.status),
    error: email.error === null ? null : deliveryErrorCode.parse(email.error),
    to: sealed ? addressesOf(sealed, 'to').map(maskAddress) : [maskOf(undefined)],
    createdAt: email.createdAt.toISOString(),
    updatedAt: email.updatedAt.toISOString(),
  };
}

function maskOf(address: string | undefined): string {
  return address === undefined ? '•••' : maskAddress(address);
}

// A row that was erased or altered shows its state without its addresses, and does not take the page down with it.
async function openUnlessBroken(context: Context, email: Email): Promise<SealedEmail | undefined> {
  try {
    return await openEmail(context, email);
  } catch (error) {
    if (error instanceof SealBrokenError) return undefined;
    throw error;
  }
}
