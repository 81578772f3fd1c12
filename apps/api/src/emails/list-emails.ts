import { category, deliveryErrorCode, type EmailPage, emailAddress, emailStatus } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { Prisma } from '../database/generated/client.ts';
import { ApiError } from '../errors.ts';
import { exactObject } from '../exact-object.ts';
import { pageDirection } from '../page-direction.ts';
import { summarise } from './get-email.ts';
import { lowestIdAt } from './id-range.ts';
import { moment } from './moment-input.ts';

export const listInput = exactObject({
  limit: z.int().min(1).max(100).default(25),
  cursor: z.string().max(100).optional().describe('`nextCursor` of the page before'),
  direction: pageDirection,
  status: emailStatus.optional().describe('`failed` finds dead letters'),
  category: category.optional(),
  error: deliveryErrorCode.optional(),
  since: moment.optional().describe('Accepted from this time on'),
  until: moment.optional().describe('Accepted before this time'),
  template: z
    .string()
    .regex(/^[a-z0-9-]{1,100}$/, 'must be the id of a template')
    .optional(),
  to: emailAddress.optional().describe('Emails to exactly this address'),
});
export type ListInput = z.output<typeof listInput>;

/** A page of the log, newest first. Ids are UUIDv7, so the last id of a page is the key of the next. */
export async function listEmails(context: Context, projectId: string, input: ListInput): Promise<EmailPage> {
  const ids = await pageOfIds(context, projectId, input);
  const shown = ids.slice(0, input.limit);
  const last = shown.at(-1);
  const rows = await context.database.prisma.email.findMany({
    where: { projectId, id: { in: shown } },
    orderBy: { id: 'desc' },
  });
  return {
    emails: await Promise.all(rows.map((row) => summarise(context, row))),
    nextCursor: ids.length > input.limit && last ? Buffer.from(last).toString('base64url') : null,
  };
}

// One more than the page holds: whether there is a next page. The filter is applied here alone, so that an email that
// changes its state between two queries does not end the list early.
async function pageOfIds(
  { database, sealing }: Context,
  projectId: string,
  { to, cursor, since, until, limit, ...equal }: ListInput,
): Promise<string[]> {
  const conditions = [
    Prisma.sql`email."projectId" = ${projectId}::uuid`,
    ...(cursor === undefined ? [] : [Prisma.sql`email."id" < ${readCursor(cursor)}::uuid`]),
    ...(since === undefined ? [] : [Prisma.sql`email."id" >= ${lowestIdAt(new Date(since))}::uuid`]),
    ...(until === undefined ? [] : [Prisma.sql`email."id" < ${lowestIdAt(new Date(until))}::uuid`]),
    ...columns.flatMap((name) =>
      equal[name] === undefined ? [] : [Prisma.sql`email.${Prisma.raw(`"${name}"`)} = ${equal[name]}`],
    ),
    ...(to === undefined
      ? []
      : [
          Prisma.sql`EXISTS (SELECT 1 FROM "Recipient" recipient
             WHERE recipient."emailId" = email."id" AND recipient."projectId" = ${projectId}::uuid
               AND recipient."addressIndex" = ${sealing.addressIndex(projectId, to)})`,
        ]),
  ];
  const rows = await database.prisma.$queryRaw<{ id: string }[]>`
    SELECT email."id" FROM "Email" email WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY email."id" DESC LIMIT ${limit + 1}`;
  return rows.map((row) => row.id);
}

// Compared as they are; names of columns and of the input alike.
const columns = ['status', 'template', 'category', 'error'] as const;

function readCursor(cursor: string): string {
  const id = z.uuid().safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!id.success) {
    throw new ApiError('invalid_input', 'cursor must be the nextCursor of an earlier page.', {
      field: 'cursor',
    });
  }
  return id.data;
}
