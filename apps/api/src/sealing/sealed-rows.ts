import { createHash } from 'node:crypto';
import { Prisma } from '../database/generated/client.ts';
import type { Database } from '../database/open-database.ts';
import type { SealedColumn } from './sealed-columns.ts';

/** A sealed value, and the parts of its row's key as text. */
export type SealedRow = { key: string[]; sealed: Uint8Array };

const name = (text: string) => Prisma.raw(`"${text}"`);

const asText = {
  uuid: (column: Prisma.Sql) => Prisma.sql`${column}::text`,
  integer: (column: Prisma.Sql) => Prisma.sql`${column}::text`,
  text: (column: Prisma.Sql) => column,
  bytea: (column: Prisma.Sql) => Prisma.sql`encode(${column}, 'hex')`,
};
const fromText = {
  uuid: (text: Prisma.Sql) => Prisma.sql`(${text})::uuid`,
  integer: (text: Prisma.Sql) => Prisma.sql`(${text})::integer`,
  text: (text: Prisma.Sql) => Prisma.sql`(${text})::text`,
  bytea: (text: Prisma.Sql) => Prisma.sql`decode(${text}, 'hex')`,
};

/** The next rows, in the order of their keys, whose value does not begin with `header`. Base64, as files travel (emails/attachments.ts). */
export async function readOtherSealed(
  prisma: Database['prisma'],
  column: SealedColumn,
  header: Uint8Array,
  after: readonly string[] | undefined,
): Promise<SealedRow[]> {
  const parts = Object.entries(column.key);
  const key = Prisma.join(parts.map(([part]) => name(part)));
  const from = after?.map((text, n) => fromText[parts[n]?.[1] ?? 'text'](Prisma.sql`${text}::text`));
  const rows = await prisma.$queryRaw<{ key: string[]; sealed: string }[]>`
    SELECT ARRAY[${Prisma.join(parts.map(([part, type]) => asText[type](name(part))))}] AS "key",
           encode(${name(column.column)}, 'base64') AS "sealed"
      FROM ${name(column.table)}
     -- What was erased is empty.
     WHERE length(${name(column.column)}) > 0
       AND substring(${name(column.column)} from 1 for ${header.length}::int) <> ${header}
       ${from ? Prisma.sql`AND (${key}) > (${Prisma.join(from)})` : Prisma.empty}
     ORDER BY ${key} LIMIT ${column.batch}`;
  return rows.map((row) => ({ key: row.key, sealed: Buffer.from(row.sealed, 'base64') }));
}

/**
 * Puts values in the place of those they were made from, where these still stand. A row that somebody else holds is left
 * alone: waiting for it while holding others is how deadlocks begin. Returns how many were replaced.
 */
export async function replaceSealed(
  prisma: Database['prisma'],
  column: SealedColumn,
  values: readonly (SealedRow & { fresh: Uint8Array })[],
): Promise<number> {
  if (values.length === 0) return 0;
  const parts = Object.entries(column.key);
  const [table, sealed] = [name(column.table), name(column.column)];
  const arrays = parts.map((_, n) => Prisma.sql`${values.map(({ key }) => key[n] ?? '')}::text[]`);
  const was = values.map((value) => createHash('sha256').update(value.sealed).digest('hex'));
  const fresh = values.map((value) => Buffer.from(value.fresh).toString('base64'));
  const columns = Prisma.raw(parts.map((_, n) => `k${n}`).join(', '));
  const sameRow = Prisma.join(
    parts.map(([part, type], n) => {
      const text = Prisma.raw(`value.k${n}`);
      return Prisma.sql`row.${name(part)} = ${fromText[type](text)}`;
    }),
    ' AND ',
  );
  return prisma.$executeRaw`
    WITH given AS (
      SELECT * FROM unnest(${Prisma.join(arrays)}, ${was}::text[], ${fresh}::text[]) AS value(${columns}, was, fresh)
    ), value AS (
      SELECT value.* FROM ${table} row JOIN given value ON ${sameRow}
       WHERE sha256(row.${sealed}) = decode(value.was, 'hex')
         FOR NO KEY UPDATE OF row SKIP LOCKED
    )
    UPDATE ${table} row SET ${sealed} = decode(value.fresh, 'base64')
      FROM value WHERE ${sameRow} AND sha256(row.${sealed}) = decode(value.was, 'hex')`;
}

/** Whether any value of a column is sealed under a data key, in whichever format. */
export async function usesKey(
  prisma: Database['prisma'],
  column: SealedColumn,
  keyId: string,
): Promise<boolean> {
  const rows = await prisma.$queryRaw<unknown[]>`
    SELECT 1 AS "used" FROM ${name(column.table)}
     WHERE substring(${name(column.column)} from 2 for 16) = decode(${keyId.replaceAll('-', '')}, 'hex') LIMIT 1`;
  return rows.length > 0;
}
