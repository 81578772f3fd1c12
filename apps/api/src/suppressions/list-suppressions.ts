import { emailAddress, type SuppressionPage, suppressionReason, suppressionScope } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { Prisma, type Suppression } from '../database/generated/client.ts';
import { moment } from '../emails/moment-input.ts';
import { ApiError } from '../errors.ts';
import { exactObject } from '../exact-object.ts';
import { pageDirection } from '../page-direction.ts';
import { describeSuppression } from './check-suppression.ts';
import { addressId, maskSuppressedAddress } from './suppressed-address.ts';

export const listSuppressionsInput = exactObject({
  limit: z.int().min(1).max(100).default(25),
  cursor: z.string().max(300).optional().describe('`nextCursor` of the page before'),
  direction: pageDirection,
  scope: suppressionScope.optional(),
  reason: suppressionReason.optional(),
  address: emailAddress.optional().describe('Exactly this address'),
});

/** A page of the project's list, newest first. The last row of a page is the key of the next. */
export async function listSuppressions(
  context: Context,
  projectId: string,
  { limit, cursor, scope, reason, address }: z.output<typeof listSuppressionsInput>,
): Promise<SuppressionPage> {
  const conditions = [
    Prisma.sql`"projectId" = ${projectId}::uuid AND "removedAt" IS NULL`,
    ...(cursor === undefined ? [] : [before(readCursor(cursor))]),
    ...(scope === undefined ? [] : [Prisma.sql`"scope" = ${scope}`]),
    ...(reason === undefined ? [] : [Prisma.sql`"reason" = ${reason}`]),
    ...(address === undefined
      ? []
      : [Prisma.sql`"addressIndex" = ${context.sealing.addressIndex(projectId, address)}`]),
  ];
  const rows = await context.database.prisma.$queryRaw<Suppression[]>`
    SELECT * FROM "Suppression" WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY "createdAt" DESC, "addressIndex" DESC, "scope" DESC LIMIT ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    suppressions: await Promise.all(
      shown.map(async (row) => ({
        ...describeSuppression(row),
        id: addressId(row.addressIndex),
        address: await maskSuppressedAddress(context, row),
      })),
    ),
    nextCursor: rows.length > limit && last ? writeCursor(last) : null,
  };
}

const cursorFields = z.tuple([moment, z.string().regex(/^[0-9a-f]{64}$/), suppressionScope]);

function writeCursor(row: Suppression): string {
  const fields = [row.createdAt.toISOString(), addressId(row.addressIndex), row.scope];
  return Buffer.from(fields.join(' ')).toString('base64url');
}

function readCursor(cursor: string): z.output<typeof cursorFields> {
  const fields = cursorFields.safeParse(Buffer.from(cursor, 'base64url').toString('utf8').split(' '));
  if (fields.success) return fields.data;
  const sentence = 'cursor must be the nextCursor of an earlier page.';
  throw new ApiError('invalid_input', sentence, { field: 'cursor' });
}

function before([at, id, scope]: z.output<typeof cursorFields>): Prisma.Sql {
  const addressIndex = new Uint8Array(Buffer.from(id, 'hex'));
  return Prisma.sql`("createdAt", "addressIndex", "scope") < (${at}::timestamptz, ${addressIndex}, ${scope})`;
}
