import { z } from 'zod';

/** A prop as a table shows it. `name` is a path such as `visits[].reason`. */
export type PropRow = {
  name: string;
  kind: string;
  required: boolean;
  phi: boolean;
  description: string | undefined;
};

type Schema = {
  type?: string | undefined;
  format?: string | undefined;
  description?: string | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  maxLength?: number | undefined;
  'x-phi'?: boolean | undefined;
  properties?: Record<string, Schema> | undefined;
  required?: string[] | undefined;
  items?: Schema | undefined;
  anyOf?: Schema[] | undefined;
};

// The part of JSON Schema (2020-12) that props are made of.
const schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    type: z.string().optional(),
    format: z.string().optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    maxLength: z.number().optional(),
    'x-phi': z.boolean().optional(),
    properties: z.record(z.string(), schema).optional(),
    required: z.array(z.string()).optional(),
    items: schema.optional(),
    anyOf: z.array(schema).optional(),
  }),
);

/** The props of a template from the JSON Schema that `describeTemplate` gives, depth first. */
export function listProps(propsSchema: unknown): PropRow[] {
  return rowsOf(schema.parse(propsSchema), '', false);
}

function rowsOf(parent: Schema, prefix: string, phi: boolean): PropRow[] {
  return Object.entries(parent.properties ?? {}).flatMap(([key, child]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const bare = unwrapNull(child);
    const isPhi = phi || child['x-phi'] === true || bare['x-phi'] === true;
    const row: PropRow = {
      name,
      kind: kindOf(bare),
      required: parent.required?.includes(key) ?? false,
      phi: isPhi,
      description: child.description ?? bare.description,
    };
    if (bare.type === 'object') return [row, ...rowsOf(bare, name, isPhi)];
    const item = bare.items && unwrapNull(bare.items);
    if (item?.type === 'object') return [row, ...rowsOf(item, `${name}[]`, isPhi || item['x-phi'] === true)];
    return [row];
  });
}

function unwrapNull(nullable: Schema): Schema {
  return nullable.anyOf?.find(({ type }) => type !== 'null') ?? nullable;
}

function kindOf({ type, format, items, maxLength, ...rest }: Schema): string {
  if (rest.enum) return `one of ${rest.enum.map((option) => JSON.stringify(option)).join(', ')}`;
  if (rest.const !== undefined) return JSON.stringify(rest.const);
  switch (type) {
    case 'string':
      if (format === 'date-time') return 'date and time';
      if (format === 'uri') return 'https link';
      return maxLength === undefined ? 'text' : `text, up to ${maxLength}`;
    case 'boolean':
      return 'yes or no';
    case 'integer':
      return 'whole number';
    case 'array':
      return `list of ${items ? kindOf(unwrapNull(items)) : 'anything'}`;
    default:
      return type ?? 'anything';
  }
}
