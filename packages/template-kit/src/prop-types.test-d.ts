import type { ReactNode } from 'react';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { appointmentProps } from './appointment.fixture.tsx';
import { defineTemplate } from './define-template.ts';
import type { Href, Slot } from './opaque.ts';
import { dateTime, link, phi, text } from './prop-schemas.ts';
import type { Fixtures, SubjectProps, TemplateProps } from './prop-types.ts';

type InComponent = TemplateProps<typeof appointmentProps>;
type InSubject = SubjectProps<typeof appointmentProps>;
declare const component: InComponent;
declare const subject: InSubject;
declare const suffix: string;

test('the component gets slots, hrefs and plain enums', () => {
  expectTypeOf<InComponent['firstName']>().toEqualTypeOf<Slot>();
  expectTypeOf<InComponent['startsAt']>().toEqualTypeOf<Slot>();
  expectTypeOf<InComponent['detailsUrl']>().toEqualTypeOf<Href>();
  expectTypeOf<InComponent['mode']>().toEqualTypeOf<'in person' | 'video'>();
  expectTypeOf<InComponent['reason']>().toEqualTypeOf<Slot | undefined>();
  expectTypeOf<NonNullable<InComponent['visits']>[number]['place']>().toEqualTypeOf<Slot>();
  expectTypeOf<NonNullable<InComponent['visits']>[number]['note']>().toEqualTypeOf<Slot | undefined>();
  expectTypeOf<NonNullable<InComponent['visits']>[number]['count']>().toEqualTypeOf<number>();
});

test('a slot is a React child and nothing that can be looked into', () => {
  expectTypeOf<Slot>().toExtend<ReactNode>();
  expectTypeOf<Slot>().not.toBeAny();
  // @ts-expect-error no string method
  component.firstName.toUpperCase();
  // @ts-expect-error no length
  component.firstName.length;
  // @ts-expect-error no index
  component.firstName[0];
  // @ts-expect-error no concatenation
  component.firstName + suffix;
  // @ts-expect-error no template literal
  `Dear ${component.firstName}`;
  // @ts-expect-error no string
  const name: string = component.firstName;
  // @ts-expect-error no attribute
  const title: { title?: string | undefined } = { title: component.startsAt };
  // @ts-expect-error no comparison with a string
  component.firstName === 'Testina';
  return [name, title];
});

test('a link is neither a string nor a child', () => {
  expectTypeOf<Href>().not.toExtend<string>();
  expectTypeOf<Href>().not.toExtend<ReactNode>();
  // @ts-expect-error no query can be added
  component.detailsUrl + suffix;
  // @ts-expect-error nor in a template literal
  `${component.detailsUrl}?q=1`;
});

test('a slot cannot be put where a link is wanted, nor a link where a slot is', () => {
  expectTypeOf<Slot>().not.toExtend<Href>();
  expectTypeOf<Href>().not.toExtend<Slot>();
});

test('subject and preheader get strings, and neither PHI nor links', () => {
  expectTypeOf<InSubject['firstName']>().toEqualTypeOf<string>();
  expectTypeOf<InSubject['startsAt']>().toEqualTypeOf<string>();
  expectTypeOf<keyof InSubject>().toEqualTypeOf<'firstName' | 'startsAt' | 'mode' | 'clinic' | 'visits'>();
  expectTypeOf<keyof NonNullable<InSubject['visits']>[number]>().toEqualTypeOf<'place' | 'count'>();
  // @ts-expect-error PHI is not there
  subject.reason;
  // @ts-expect-error nor nested
  subject.visits?.[0]?.note;
  // @ts-expect-error links are not there
  subject.detailsUrl;
});

test('every way to mark PHI hides it from the subject and leaves the input as it was', () => {
  const schema = z.object({
    a: phi(text()),
    b: phi(text()).optional(),
    c: phi(text().optional()),
    d: phi(text().nullable()),
    e: z.array(phi(text())),
    f: phi(z.array(text())),
    g: phi(z.object({ inner: text() })),
    h: phi(z.boolean()),
    i: phi(z.enum(['x', 'y'])),
    j: phi(dateTime({ dateStyle: 'short' })),
    k: phi(text()).describe('still PHI'),
    shown: text().nullable(),
  });
  expectTypeOf<SubjectProps<typeof schema>>().toEqualTypeOf<{ readonly shown: string | null }>();
  expectTypeOf<z.input<typeof schema>['a']>().toEqualTypeOf<string>();
  expectTypeOf<z.input<typeof schema>>().toExtend<{ b?: string | undefined; c?: string | undefined }>();
  expectTypeOf<TemplateProps<typeof schema>['f']>().toEqualTypeOf<readonly Slot[]>();
  expectTypeOf<TemplateProps<typeof schema>['g']>().toEqualTypeOf<{ readonly inner: Slot }>();
  expectTypeOf<TemplateProps<typeof schema>['h']>().toEqualTypeOf<boolean>();
  expectTypeOf<TemplateProps<typeof schema>['i']>().toEqualTypeOf<'x' | 'y'>();
});

test('a plain string is of no use in a component', () => {
  const schema = z.object({ raw: z.string() });
  expectTypeOf<TemplateProps<typeof schema>['raw']>().toBeNever();
});

test('defineTemplate refuses PHI in the subject, string operations in the component and wrong fixtures', () => {
  const props = z.object({ firstName: text(), url: link(), reason: phi(text()) });
  const typical = { firstName: 'Testina', url: 'https://example.com', reason: 'Knee' };
  const rest = { title: '', description: '', category: 'transactional', onUnknown: 'hold', props } as const;
  const component = () => null;
  const good = defineTemplate({
    ...rest,
    id: 'x',
    subject: ({ firstName }) => {
      expectTypeOf(firstName).toEqualTypeOf<string>();
      return firstName;
    },
    preheader: () => '',
    component: (given) => {
      expectTypeOf(given.firstName).toEqualTypeOf<Slot>();
      return given.firstName;
    },
    fixtures: { typical },
  });
  expectTypeOf(good.id).toEqualTypeOf<'x'>();

  const base = {
    ...rest,
    id: 'x',
    subject: () => '',
    preheader: () => '',
    component,
    fixtures: { typical },
  } as const;
  defineTemplate(base);
  defineTemplate({
    ...base,
    // @ts-expect-error PHI in the subject
    subject: ({ reason }) => reason,
  });
  defineTemplate({
    ...base,
    // @ts-expect-error PHI in the preheader
    preheader: ({ reason }) => reason,
  });
  defineTemplate({
    ...base,
    // @ts-expect-error a component that wants a string for a slot
    component: (given: { firstName: string }) => given.firstName,
  });
  defineTemplate({
    ...base,
    // @ts-expect-error a component that looks into a slot
    component: ({ firstName }) => firstName.trim(),
  });
  defineTemplate({
    ...base,
    // @ts-expect-error a fixture of another shape
    fixtures: { typical: { firstName: 1 } },
  });
  // @ts-expect-error no typical fixture
  defineTemplate({ ...base, fixtures: {} });

  expectTypeOf<Fixtures<typeof props>['typical']>().toEqualTypeOf<{
    firstName: string;
    url: string;
    reason: string;
  }>();
});
