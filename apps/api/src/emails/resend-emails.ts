import { apiErrorCode, category, emailStatus } from '@carepost/contracts';
import { z } from 'zod';
import { appendAuditEntries } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import type { Email } from '../database/generated/client.ts';
import type { Transaction } from '../database/open-database.ts';
import { ApiError, describeError } from '../errors.ts';
import { exactObject } from '../exact-object.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { announceEmails } from '../webhooks/announce-emails.ts';
import { noteForeignAccess } from './note-foreign-access.ts';
import { openEmail } from './sealed-email.ts';

export const resendInput = exactObject({
  ids: z
    .array(z.uuid().toLowerCase())
    .min(1)
    .max(1000)
    .refine((ids) => new Set(ids).size === ids.length, 'must name each email once'),
});

export const resendAnswer = z.object({
  resent: z.array(z.uuid()),
  refused: z.array(z.object({ id: z.uuid(), code: apiErrorCode, message: z.string() })),
});
type ResendAnswer = z.output<typeof resendAnswer>;

/** A person's decision to try failed and held emails again: the same emails, with their recipients that got nothing. */
export async function resendEmails(
  context: Context,
  caller: { projectId: string; actor: string },
  ids: readonly string[],
): Promise<ResendAnswer> {
  const { projectId, actor } = caller;
  const { database, queue, live } = context;
  // Opened before the transaction: an old data key may have to be fetched for it.
  const readable = await findReadable(context, projectId, ids);
  const answer = await database.transaction(async (tx) => {
    const now = context.now();
    const locked = await lockEmails(tx, projectId, ids);
    const attachments = await countAttachments(tx, ids);
    const addressed = await findAddressed(tx, ids);
    const refused: ResendAnswer['refused'] = [];
    const emails: Email[] = [];
    for (const id of ids) {
      const email = locked.get(id);
      const complete = readable.get(id) === (attachments.get(id) ?? 0);
      const refusal = refuse(email, now, { complete, addressed: addressed.has(id) });
      if (refusal) {
        const { code, message } = describeError(refusal);
        refused.push({ id, code, message });
      } else if (email) emails.push(email);
    }
    const resent = emails.map(({ id }) => id);
    if (resent.length === 0) return { resent, refused };

    await tx.email.updateMany({
      where: { id: { in: resent } },
      data: {
        status: 'queued',
        error: null,
        notBefore: null,
        unknownSince: null,
        troubledSince: null,
        resentAt: now,
        updatedAt: now,
      },
    });
    await tx.recipient.updateMany({
      where: { emailId: { in: resent }, status: { in: ['failed', 'held'] } },
      data: { status: 'queued', updatedAt: now },
    });
    await queue.wake(
      tx,
      emails.map((email) => ({ id: email.id, category: category.parse(email.category) })),
    );
    await appendAuditEntries(
      context,
      tx,
      projectId,
      resent.map((target) => ({ actor, action: 'email.resent', target })),
    );
    await announceEmails(tx, { projectId, emailIds: resent, at: now });
    await live.emailChanged(tx, ...resent);
    return { resent, refused };
  });
  await noteForeignAccess(
    context,
    caller,
    answer.refused.filter(({ code }) => code === 'not_found').map(({ id }) => id),
  );
  return answer;
}

function refuse(
  email: Email | undefined,
  now: Date,
  { complete, addressed }: { complete: boolean; addressed: boolean },
): ApiError | undefined {
  if (!email) return new ApiError('not_found', 'There is no email with this id.');
  const status = emailStatus.parse(email.status);
  if (status === 'expired' || (email.expiresAt && email.expiresAt <= now)) {
    return new ApiError('too_late', 'This email has expired: send it again with a later expiresAt.');
  }
  if (status !== 'failed' && status !== 'held') {
    return new ApiError('too_late', `This email is ${status}: only failed and held email can be resent.`);
  }
  if (!addressed) {
    return new ApiError(
      'too_late',
      'Every "to" of this email got it, only copies are left: send those as a new email.',
    );
  }
  if (!complete || email.contentErasedAt) {
    return new ApiError(
      'too_late',
      'The content of this email was erased or does not open: send it again as a new email.',
    );
  }
  return undefined;
}

// How many files each email that opens came with.
async function findReadable(
  context: Context,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await context.database.prisma.email.findMany({
    where: { id: { in: [...ids] }, projectId, status: { in: ['failed', 'held'] } },
    select: { id: true, sealed: true },
  });
  const readable = new Map<string, number>();
  for (const row of rows) {
    try {
      readable.set(row.id, (await openEmail(context, row)).attachments.length);
    } catch (error) {
      if (!(error instanceof SealBrokenError)) throw error;
    }
  }
  return readable;
}

// In the order of ids, so that two calls with the same emails do not wait for each other in a circle.
async function lockEmails(
  tx: Transaction,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, Email>> {
  await tx.$queryRaw`
    SELECT 1 FROM "Email" WHERE "id" = ANY(${[...ids]}::uuid[]) AND "projectId" = ${projectId}::uuid
     ORDER BY "id" FOR UPDATE`;
  const rows = await tx.email.findMany({ where: { id: { in: [...ids] }, projectId } });
  return new Map(rows.map((row) => [row.id, row]));
}

// Emails of which a `to` would be tried again: a copy alone is not what was asked for.
async function findAddressed(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.recipient.findMany({
    where: { emailId: { in: [...ids] }, kind: 'to', status: { in: ['failed', 'held'] } },
    select: { emailId: true },
    distinct: ['emailId'],
  });
  return new Set(rows.map(({ emailId }) => emailId));
}

async function countAttachments(tx: Transaction, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.attachment.groupBy({
    by: ['emailId'],
    where: { emailId: { in: [...ids] } },
    _count: { _all: true },
  });
  return new Map(rows.map(({ emailId, _count }) => [emailId, _count._all]));
}
