import { z } from 'zod';
import type { FoundLeaf } from './find-leaves.ts';
import { createHref, createSlot } from './opaque.ts';
import { markOf } from './prop-schemas.ts';
import type { SubjectProps, TemplateProps } from './prop-types.ts';

/** How dates are written: a BCP 47 locale and an IANA time zone. */
export type Writing = { locale: string; timeZone: string };

type Leaf = Omit<FoundLeaf, 'path' | 'phi'>;
type View = { hides: (schema: z.core.$ZodType) => boolean; show: (leaf: Leaf) => unknown };

/** Parsed props as the component gets them. */
export function presentToComponent<S extends z.core.$ZodType>(
  schema: S,
  parsed: z.output<S>,
  writing: Writing,
): TemplateProps<S> {
  const show = (leaf: Leaf) =>
    leaf.kind === 'link' ? createHref(leaf.value) : createSlot(writeLeaf(leaf, writing));
  // The walk follows the schema as TemplateProps follows its type; the compiler cannot see that the two agree, tests do.
  return present(schema, parsed, { hides: () => false, show }) as TemplateProps<S>;
}

/** Parsed props as subject and preheader get them: strings, without links and without a trace of PHI. */
export function presentToSubject<S extends z.core.$ZodType>(
  schema: S,
  parsed: z.output<S>,
  writing: Writing,
): SubjectProps<S> {
  const show = (leaf: Leaf) => writeLeaf(leaf, writing);
  return present(schema, parsed, { hides: isHidden, show }) as SubjectProps<S>;
}

/** The same with every text blanked: what is left in a subject composed of it are the words of the template itself. */
export function presentBlank<S extends z.core.$ZodType>(schema: S, parsed: z.output<S>): SubjectProps<S> {
  return present(schema, parsed, { hides: isHidden, show: () => '\u00b7' }) as SubjectProps<S>;
}

/**
 * What is left of parsed props when every slot and link is emptied: what a component can look into. Two messages of one
 * template and shape differ in nothing but the texts that are placed.
 */
export function describeShape<S extends z.core.$ZodType>(schema: S, parsed: z.output<S>): string {
  return JSON.stringify(present(schema, parsed, { hides: () => false, show: () => '' })) ?? '';
}

/** A string of the props as a reader sees it: a date written out, everything else as it is. */
export function writeLeaf(
  { kind, value, format }: Pick<FoundLeaf, 'kind' | 'value' | 'format'>,
  { locale, timeZone }: Writing,
): string {
  if (kind !== 'dateTime') return value;
  return new Intl.DateTimeFormat(locale, { ...format, timeZone }).format(new Date(value));
}

function isHidden(schema: z.core.$ZodType): boolean {
  const { phi, kind } = markOf(schema);
  if (phi || kind === 'link') return true;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return isHidden(schema.unwrap());
  return schema instanceof z.ZodArray && isHidden(schema.element);
}

function present(schema: z.core.$ZodType, value: unknown, view: View): unknown {
  if (value === undefined || value === null) return value;
  const { kind, format } = markOf(schema);
  if (kind && typeof value === 'string') return view.show({ kind, value, format });
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return present(schema.unwrap(), value, view);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item) => present(schema.element, item, view));
  }
  if (schema instanceof z.ZodObject && typeof value === 'object') {
    const shape = Object.entries(schema.shape).filter(([, child]) => !view.hides(child));
    const values = new Map<string, unknown>(Object.entries(value));
    return Object.fromEntries(
      shape
        .filter(([key]) => values.has(key))
        .map(([key, child]) => [key, present(child, values.get(key), view)]),
    );
  }
  return value;
}
