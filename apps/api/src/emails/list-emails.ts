import { type EmailPage, emailAddress, emailStatus } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { summarise } from './get-email.ts';

export const listInput = z.object({
  limit: z.int().min(1).max(100).default(25),
  cursor: z.string().max(100).optional().describe('`nextCursor` of the page before'),
  status: emailStatus.optional(),
  template: z.string().max(100).optional(),
  to: emailAddress.optional().describe('Emails to exactly this address'),
});
export type ListInput = z.output<typeof listInput>;

/** A page of the log, newest first. Ids are UUIDv7, so the last id of a page is the key of the next. */
export async function listEmails(context: Context, projectId: string, input: ListInput): Promise<EmailPage> {
  const before = input.cursor === undefined ? undefined : readCursor(input.cursor);
  const ids =
    input.to === undefined
      ? undefined
      : await idsSentTo(context, projectId, input.to, before, input.limit + 1, input);
  const rows = await context.database.prisma.email.findMany({
    where: {
      projectId,
      ...(ids ? { id: { in: ids } } : before ? { id: { lt: before } } : {}),
      ...(input.status ? { status: input.status } : {}),
      ...(input.template ? { template: input.template } : {}),
    },
    orderBy: { id: 'desc' },
    take: input.limit + 1,
  });
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    emails: await Promise.all(page.map((row) => summarise(context, row))),
    nextCursor: rows.length > input.limit && last ? Buffer.from(last.id).toString('base64url') : null,
  };
}

async function idsSentTo(
  { database, sealing }: Context,
  projectId: string,
  address: string,
  before: string | undefined,
  limit: number,
  filter: Pick<ListInput, 'status' | 'template'>,
): Promise<string[]> {
  const index = sealing.addressIndex(projectId, address);
  const rows = await database.prisma.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT email."id" FROM "Recipient" recipient
      JOIN "Email" email ON email."id" = recipient."emailId"
     WHERE recipient."projectId" = ${projectId}::uuid AND recipient."addressIndex" = ${index}
       AND (${before ?? null}::uuid IS NULL OR email."id" < ${before ?? null}::uuid)
       AND (${filter.status ?? null}::text IS NULL OR email."status" = ${filter.status ?? null})
       AND (${filter.template ?? null}::text IS NULL OR email."template" = ${filter.template ?? null})
     ORDER BY email."id" DESC LIMIT ${limit}`;
  return rows.map((row) => row.id);
}

function readCursor(cursor: string): string {
  const id = z.uuid().safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!id.success)
    throw new ApiError('invalid_input', 'cursor must be the nextCursor of an earlier page.', {
      field: 'cursor',
    });
  return id.data;
}
