import {
  category,
  deliveryErrorCode,
  deliveryErrors,
  type EmailDetail,
  type EmailSummary,
  emailStatus,
  maskAddress,
  recipientStatus,
} from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { findEmail } from './find-email.ts';
import { openEmail } from './sealed-email.ts';

const recipientKind = z.enum(['to', 'cc', 'bcc']);

/** One email of the log with its recipients, addresses masked. */
export async function getEmail(context: Context, projectId: string, id: string): Promise<EmailDetail> {
  const { email, recipients } = await findEmail(context, projectId, id);
  const addresses = await maskedAddresses(context, email);
  const attempts = await context.database.prisma.attempt.findMany({
    where: { emailId: id },
    orderBy: { fence: 'asc' },
    select: { providerMessageId: true },
  });
  const summary = await summarise(context, email);
  return {
    ...summary,
    recipients: recipients.map((recipient) => ({
      n: recipient.n,
      kind: recipientKind.parse(recipient.kind),
      address: addresses[recipient.n] ?? UNREADABLE,
      status: recipientStatus.parse(recipient.status),
    })),
    from: email.fromAddress,
    locale: email.locale,
    timeZone: email.timeZone,
    attempts: attempts.length,
    providerMessageId: attempts.at(-1)?.providerMessageId ?? null,
    fix: summary.error ? deliveryErrors[summary.error].fix : null,
  };
}

/** A row of the log as it is shown: ids, states and masked addresses. */
export async function summarise(context: Context, email: Email): Promise<EmailSummary> {
  return {
    id: email.id,
    template: email.template,
    category: category.parse(email.category),
    status: emailStatus.parse(email.status),
    error: email.error === null ? null : deliveryErrorCode.parse(email.error),
    to: await maskedAddresses(context, email),
    createdAt: email.createdAt.toISOString(),
    updatedAt: email.updatedAt.toISOString(),
  };
}

const UNREADABLE = '•••';

// A row that was altered shows its state without its addresses, and does not take the page down with it.
async function maskedAddresses(context: Context, email: Email): Promise<string[]> {
  try {
    return (await openEmail(context, email)).recipients.map(maskAddress);
  } catch (error) {
    if (error instanceof SealBrokenError) return [UNREADABLE];
    throw error;
  }
}
