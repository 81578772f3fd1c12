import type { z } from 'zod';
import type { Href, Slot } from './opaque.ts';
import type { DateTimeValue, LinkValue, Phi, TextValue } from './prop-schemas.ts';

type InComponent<T> =
  T extends Phi<infer Bare>
    ? InComponent<Bare>
    : T extends TextValue | DateTimeValue
      ? Slot
      : T extends LinkValue
        ? Href
        : T extends string
          ? // A plain `string` could be looked into; defineTemplate refuses it at run time too.
            string extends T
            ? never
            : T
          : T extends readonly (infer Item)[]
            ? readonly InComponent<Item>[]
            : T extends object
              ? { readonly [K in keyof T]: InComponent<T[K]> }
              : T;

type IsHidden<T> = [NonNullable<T>] extends [Phi<unknown> | LinkValue]
  ? true
  : NonNullable<T> extends readonly (infer Item)[]
    ? IsHidden<Item>
    : false;

type InSubject<T> = T extends TextValue | DateTimeValue
  ? string
  : T extends readonly (infer Item)[]
    ? readonly InSubject<Item>[]
    : T extends object
      ? { readonly [K in keyof T as IsHidden<T[K]> extends true ? never : K]: InSubject<T[K]> }
      : T;

/** What the component gets: slots for texts and dates, hrefs for links, plain enums, booleans and numbers. */
export type TemplateProps<S extends z.core.$ZodType> = InComponent<z.output<S>>;

/** What subject and preheader get: strings for texts and dates (formatted), no links, and no trace of `phi()` props. */
export type SubjectProps<S extends z.core.$ZodType> = InSubject<z.output<S>>;

/** Named sample props, the first of them `typical`. Use it as `satisfies Fixtures<typeof schema>`. */
export type Fixtures<S extends z.core.$ZodType> = {
  readonly typical: z.input<S>;
  readonly [name: string]: z.input<S>;
};
