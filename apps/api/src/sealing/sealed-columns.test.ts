import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder } from '../database/package-folder.ts';
import { placeOf, type SealedColumn, sealedColumns } from './sealed-columns.ts';

/** Bytes that are no sealed value: keyed hashes, and data keys, which the master key wraps. */
const NOT_SEALED = /(Index|Hash|^hash|^wrapped)$/;

const schema = readFileSync(join(packageFolder, 'prisma', 'schema.prisma'), 'utf8');
const models = [...schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].map(([, name = '', body = '']) => {
  const fields = new Map(
    [...body.matchAll(/^ {2}(\w+) +(\w+)(.*)$/gm)].map(([, field = '', type = '', rest = '']) => [
      field,
      { type, rest },
    ]),
  );
  const composite = /@@id\(\[([^\]]+)\]\)/.exec(body)?.[1]?.split(', ');
  const single = [...fields].filter(([, { rest }]) => /@id\b/.test(rest)).map(([field]) => field);
  return { name, fields, key: composite ?? single };
});

function sqlType({ type, rest }: { type: string; rest: string }): string {
  if (rest.includes('@db.Uuid')) return 'uuid';
  return { Int: 'integer', String: 'text', Bytes: 'bytea' }[type] ?? type;
}

test('every column of bytes in the schema is a hash, a wrapped key, or in the list of sealed columns with its key', () => {
  const inSchema = models.flatMap(({ name, fields, key }) =>
    [...fields]
      .filter(([field, { type }]) => type === 'Bytes' && !NOT_SEALED.test(field))
      .map(([column]) => ({
        table: name,
        column,
        key: key.map((part) => [part, sqlType(fields.get(part) ?? { type: '?', rest: '' })]),
      })),
  );
  const listed = Object.values<SealedColumn>(sealedColumns).map(({ table, column, key }) => ({
    table,
    column,
    key: Object.entries(key),
  }));
  const order = (a: { table: string }, b: { table: string }) => (a.table < b.table ? -1 : 1);
  expect(listed.toSorted(order)).toEqual(inSchema.toSorted(order));
  expect(inSchema.length).toBeGreaterThan(6);
});

test('a place is table, column and the parts of the key; it is what values of earlier versions are bound to', () => {
  const id = '01890000-0000-7000-8000-000000000001';
  const bytes = Uint8Array.of(0, 171, 255);
  expect(placeOf(sealedColumns.email, { id })).toEqual({ table: 'Email', column: 'sealed', row: id });
  expect(placeOf(sealedColumns.attachment, { emailId: id, n: 3 }).row).toBe(`${id}/3`);
  expect(placeOf(sealedColumns.suppression, { scope: 'all', addressIndex: bytes, projectId: id })).toEqual({
    table: 'Suppression',
    column: 'sealedAddress',
    row: `${id}/00abff/all`,
  });
});
