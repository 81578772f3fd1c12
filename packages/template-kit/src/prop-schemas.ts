import { z } from 'zod';
import { normaliseText } from './normalise-text.ts';

declare const phiMark: unique symbol;

/** A value that is protected health information; the type remembers what it was before. */
export type Phi<T> = { readonly [phiMark]: T };
type MarkPhi<T> = T extends null | undefined ? T : T & Phi<T>;

export type TextValue = string & z.core.$brand<'text'>;
export type DateTimeValue = string & z.core.$brand<'dateTime'>;
export type LinkValue = string & z.core.$brand<'link'>;

/** A schema whose output is marked. Input, and whether the key is optional, stay as they are. */
export type PhiSchema<S extends z.core.$ZodType> = S & { _zod: { output: MarkPhi<z.output<S>> } };

type Mark = {
  kind?: 'text' | 'dateTime' | 'link';
  format?: Intl.DateTimeFormatOptions;
  phi?: true;
};

// A registry of its own and not `.meta()`: it survives `.describe()` and the like, and stays out of JSON Schema.
const marks = z.registry<Mark>();

/** What {@link text}, {@link link}, {@link dateTime} and {@link phi} noted about a schema. */
export function markOf(schema: z.core.$ZodType): Mark {
  return marks.get(schema) ?? {};
}

function textInput() {
  return z.string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be text') });
}

/**
 * A text prop, a {@link Slot} in the component. Parsing gives it one spelling (NFC, no control or zero-width
 * characters, white space collapsed); it must not be empty. `max` counts UTF-16 units after that, 500 unless told.
 */
export function text(options: { max?: number } = {}) {
  const max = options.max ?? 500;
  const tooLong = `must be at most ${max} characters`;
  const schema = textInput()
    // Before normalising, whose cost grows with the square of a run of combining marks.
    .max(max * 8, { message: tooLong, abort: true })
    .overwrite(normaliseText)
    .min(1, 'must not be empty')
    .max(max, tooLong)
    .brand<'text'>();
  marks.add(schema, { kind: 'text' });
  return schema;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function isLinkable(input: string): boolean {
  const url = URL.parse(input);
  if (url?.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
}

/**
 * A link prop, an {@link Href} in the component. https only (http for the loopback host, for development), without
 * credentials, at most 2,048 characters; parsing gives the canonical spelling of the WHATWG URL Standard.
 */
export function link() {
  const schema = textInput()
    .max(2048, { message: 'must be at most 2048 characters', abort: true })
    .refine(isLinkable, { message: 'must be an https:// address without a user name', abort: true })
    .overwrite((input) => URL.parse(input)?.href ?? input)
    .brand<'link'>();
  marks.add(schema, { kind: 'link' });
  return schema;
}

/**
 * A date and time prop: ISO 8601 with an offset, in and out. Only composing writes it out, in the locale and time
 * zone of the send, as a {@link Slot} in the component and a string in subject and preheader.
 */
export function dateTime(format: Intl.DateTimeFormatOptions) {
  // Intl would refuse a wrong mix (a style beside single fields) at the first send; this refuses it at definition.
  new Intl.DateTimeFormat('en', format);
  const schema = z.iso
    .datetime({
      offset: true,
      error: (issue) =>
        issue.input === undefined
          ? 'is required'
          : 'must be a date and time with an offset, such as 2026-03-14T09:30:00-05:00',
    })
    .brand<'dateTime'>();
  marks.add(schema, { kind: 'dateTime', format });
  return schema;
}

/**
 * Marks a prop as protected health information (45 CFR 160.103). It reaches the component alone: subject and preheader
 * never see it, neither by type nor at run time, and a composed email is checked once more for its value.
 */
export function phi<S extends z.ZodType>(schema: S): PhiSchema<S> {
  const marked = schema.clone();
  marks.add(marked, { ...markOf(schema), phi: true });
  // The mark lives in the type alone; at run time the schema is the same.
  return marked as PhiSchema<S>;
}
