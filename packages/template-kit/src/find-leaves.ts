import { z } from 'zod';
import { markOf } from './prop-schemas.ts';

/** A string somewhere in parsed props, with the schema it came through. `path` is such as `props.visits[0].reason`. */
export type FoundLeaf = {
  path: string;
  value: string;
  phi: boolean;
  kind: 'text' | 'dateTime' | 'link' | undefined;
  format: Intl.DateTimeFormatOptions | undefined;
};

/** Every string in parsed props. Below a `phi()` mark everything is PHI. */
export function findLeaves(schema: z.core.$ZodType, value: unknown, path: string, phi = false): FoundLeaf[] {
  const mark = markOf(schema);
  const isPhi = phi || mark.phi === true;
  if (typeof value === 'string' && !isWrapper(schema)) {
    return [{ path, value, phi: isPhi, kind: mark.kind, format: mark.format }];
  }
  if (isWrapper(schema)) return findLeaves(schema.unwrap(), value, path, isPhi);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, index) => findLeaves(schema.element, item, `${path}[${index}]`, isPhi));
  }
  if (schema instanceof z.ZodObject && typeof value === 'object' && value !== null) {
    const values = new Map<string, unknown>(Object.entries(value));
    return Object.entries(schema.shape).flatMap(([key, child]) =>
      findLeaves(child, values.get(key), `${path}.${key}`, isPhi),
    );
  }
  return [];
}

/** The links of parsed props, by their path: what a message leads to. */
export function findLinks<S extends z.core.$ZodType>(
  schema: S,
  parsed: z.output<S>,
  path: string,
): { path: string; address: string }[] {
  return findLeaves(schema, parsed, path)
    .filter(({ kind }) => kind === 'link')
    .map((leaf) => ({ path: leaf.path, address: leaf.value }));
}

/** The props that are marked `phi()`, such as `reason`, `visit.reason` or `visits[].reason`. */
export function findPhiProps(schema: z.core.$ZodType, path = ''): string[] {
  if (markOf(schema).phi) return [path];
  if (isWrapper(schema)) return findPhiProps(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return findPhiProps(schema.element, `${path}[]`);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, child]) =>
    findPhiProps(child, path === '' ? key : `${path}.${key}`),
  );
}

function isWrapper(schema: z.core.$ZodType): schema is z.ZodOptional | z.ZodNullable {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable;
}
