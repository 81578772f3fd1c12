import type { SealedPlace } from './seal.ts';

/** How a key column is written in SQL, and in a sealed value's place: bytes as lower-case hexadecimal. */
type KeyType = 'uuid' | 'integer' | 'text' | 'bytea';
type ValueOf = { uuid: string; integer: number; text: string; bytea: Uint8Array };

/** A column whose values are sealed, and the primary key of its table, in order. */
export type SealedColumn<Key extends Record<string, KeyType> = Record<string, KeyType>> = {
  readonly table: string;
  readonly column: string;
  readonly key: Key;
  /** How many values are sealed anew at once: what they take together is held in memory. */
  readonly batch: number;
};

/** Every sealed column of the schema. A test compares them; `reseal` and `retire-keys` go through all of them. */
export const sealedColumns = {
  email: column('Email', 'sealed', { id: 'uuid' }),
  // Up to 25 MiB each.
  attachment: column('Attachment', 'sealed', { emailId: 'uuid', n: 'integer' }, 1),
  idempotencyKey: column('IdempotencyKey', 'sealedAnswer', { projectId: 'uuid', keyIndex: 'bytea' }),
  parkedEvent: column('ParkedEvent', 'sealed', { id: 'uuid' }),
  suppression: column('Suppression', 'sealedAddress', {
    projectId: 'uuid',
    addressIndex: 'bytea',
    scope: 'text',
  }),
  consent: column('Consent', 'sealedAddress', { projectId: 'uuid', addressIndex: 'bytea' }),
  webhookEndpoint: column('WebhookEndpoint', 'sealedSecrets', { id: 'uuid' }),
};

/** Where the value of one row lives. Table, column and key are associated data: none of them may ever be renamed. */
export function placeOf<Key extends Record<string, KeyType>>(
  column: SealedColumn<Key>,
  row: { readonly [Name in keyof Key]: ValueOf[Key[Name]] },
): SealedPlace {
  const names: (keyof Key)[] = Object.keys(column.key);
  return placeFromText(
    column,
    names.map((name) => textOf(row[name])),
  );
}

/** The same, from the parts of the key as SQL gives them as text. */
export function placeFromText(
  { table, column }: Pick<SealedColumn, 'table' | 'column'>,
  key: readonly string[],
): SealedPlace {
  return { table, column, row: key.join('/') };
}

function textOf(value: ValueOf[KeyType]): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
}

function column<const Key extends Record<string, KeyType>>(
  table: string,
  name: string,
  key: Key,
  batch = 200,
): SealedColumn<Key> {
  return { table, column: name, key, batch };
}
