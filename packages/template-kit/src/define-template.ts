import type { Category } from '@carepost/contracts';
import type { Allowance } from '@carepost/phi-lint';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import { checkProps } from './check-props.ts';
import type { Fixtures, SubjectProps, TemplateProps } from './prop-types.ts';

/** What happens when nobody can say whether the provider took the email: send again once, or wait for a person. */
export type OnUnknown = 'resend' | 'hold';

type Facts<Id extends string, Props extends z.ZodObject> = {
  /** kebab-case; the name in the API, the database and the studio. Never changes once mail was sent. */
  readonly id: Id;
  /** A few words for lists. */
  readonly title: string;
  /** One sentence: who gets it, and when. */
  readonly description: string;
  readonly category: Category;
  readonly props: Props;
  readonly onUnknown: OnUnknown;
  /** What the lint for identifiers may find in its places, such as the day of an appointment, each with the reason. */
  readonly allow?: readonly Allowance[];
  readonly fixtures: Fixtures<Props>;
};

export type TemplateDefinition<Id extends string, Props extends z.ZodObject> = Facts<Id, Props> & {
  /** One line of 1–200 characters. */
  readonly subject: (props: SubjectProps<Props>) => string;
  /** The line that inboxes show beside the subject. */
  readonly preheader: (props: SubjectProps<Props>) => string;
  readonly component: (props: TemplateProps<Props>) => ReactNode;
};

// Methods, not function properties: a template of known props then still is an AnyTemplate.
export interface Template<Id extends string, Props extends z.ZodObject> extends Facts<Id, Props> {
  subject(props: SubjectProps<Props>): string;
  preheader(props: SubjectProps<Props>): string;
  component(props: TemplateProps<Props>): ReactNode;
}

export type AnyTemplate = Template<string, z.ZodObject>;

/**
 * Defines a template. Props are made of `text()`, `dateTime()`, `link()`, `phi()`, enums, literals, booleans and numbers,
 * in objects and arrays, optional or nullable.
 * @throws TypeError when the id is not kebab-case, the first fixture is not `typical`,
 * an allowance gives no reason, or a prop is of another kind.
 */
export function defineTemplate<const Id extends string, Props extends z.ZodObject>(
  definition: TemplateDefinition<Id, Props>,
): Template<Id, Props> {
  const { id, fixtures, props, allow = [] } = definition;
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) {
    throw new TypeError(`Template id "${id}" is not kebab-case, such as "appointment-reminder".`);
  }
  if (Object.keys(fixtures)[0] !== 'typical') {
    throw new TypeError(`The first fixture of template "${id}" must be "typical".`);
  }
  const unexplained = allow.find(({ because }) => because.trim() === '');
  if (unexplained) throw new TypeError(`Template "${id}" allows "${unexplained.kind}" without a reason.`);
  checkProps(props, `template "${id}", props`);
  return Object.freeze({ ...definition });
}
