import { z } from 'zod';
import type { AnyTemplate } from './define-template.ts';

/** `{ template: id, props }` for one template, as a caller sends it. */
type MessageOption<T extends AnyTemplate> = z.ZodObject<
  { template: z.ZodLiteral<T['id']>; props: T['props'] },
  z.core.$strict
>;

/** All templates of a service, with exact types: the one definition that API input, forms and lists are made of. */
export interface Registry<T extends readonly [AnyTemplate, ...AnyTemplate[]]> {
  readonly ids: { readonly [K in keyof T]: T[K]['id'] };
  readonly all: T;
  get<Id extends T[number]['id']>(id: Id): Extract<T[number], { id: Id }>;
  get(id: string): T[number] | undefined;
  /** One of the messages that can be sent. Fields and props that it does not have are refused, so that a misspelt optional is not lost. */
  readonly messageInput: z.ZodDiscriminatedUnion<{ [K in keyof T]: MessageOption<T[K]> }, 'template'>;
}

/** @throws TypeError when two templates have the same id. */
export function createRegistry<const T extends readonly [AnyTemplate, ...AnyTemplate[]]>(
  templates: T,
): Registry<T> {
  const byId = new Map<string, T[number]>(templates.map((template) => [template.id, template]));
  if (byId.size !== templates.length) throw new TypeError('Two templates have the same id.');
  const [first, ...rest] = templates.map((template) =>
    z.strictObject({ template: z.literal(template.id), props: template.props.strict() }),
  );
  if (!first) throw new TypeError('A registry has at least one template.');

  // map() forgets the tuple, so the compiler cannot follow; create-registry.test-d.ts and its test hold the two together.
  return {
    ids: templates.map((template) => template.id),
    all: templates,
    get: (id: string) => byId.get(id),
    messageInput: z.discriminatedUnion('template', [first, ...rest]),
  } as unknown as Registry<T>;
}
