import { z } from 'zod';
import { CANARY } from './hostile-values.ts';
import type { Random } from './random.ts';

/** What a schema cannot say: values that mean something to this service, by the name of the field. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

const jsonSchema = z.looseObject({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
});

/** An input as a JSON schema describes it; optional fields are there half of the time. */
export function sampleInput(random: Random, described: unknown, known: KnownValues, name = ''): unknown {
  const own = known[name];
  if (own && own.length > 0) return random.pick(own);
  const schema = jsonSchema.parse(described);
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return sampleInput(random, random.pick(variants), known, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {});
      const present = fields.filter(([key]) => schema.required?.includes(key) || random.chance(0.5));
      return Object.fromEntries(present.map(([key, inner]) => [key, sampleInput(random, inner, known, key)]));
    }
    case 'array':
      return Array.from({ length: 1 + random.below(2) }, () =>
        sampleInput(random, schema.items ?? {}, known, singular(name)),
      );
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number':
      return random.pick([schema.minimum ?? 1, schema.maximum ?? 10]);
    default:
      return `Of ${CANARY}`;
  }
}

function singular(name: string): string {
  return name.endsWith('s') ? name.slice(0, -1) : name;
}
