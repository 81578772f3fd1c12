import { expect, test } from 'vitest';
import { z } from 'zod';
import { appointment } from './appointment.fixture.tsx';
import { defineTemplate } from './define-template.ts';
import { text } from './prop-schemas.ts';

test.each(['Welcome', 'welcome_mail', 'welcome-', '-welcome', 'wel come', '', '1st'])(
  'refuses the id "%s"',
  (id) => {
    expect(() => defineTemplate({ ...appointment, id })).toThrow(/not kebab-case/);
  },
);

test('wants the typical fixture first', () => {
  const { typical } = appointment.fixtures;
  expect(() => defineTemplate({ ...appointment, fixtures: { other: typical, typical } })).toThrow(
    /"typical"/,
  );
});

test.each([
  ['a plain string', z.object({ raw: z.string() }), /props\.raw.*Use text\(\)/],
  ['a transform', z.object({ name: text().transform((value) => value.length) }), /props\.name/],
  ['a date object', z.object({ at: z.date() }), /props\.at/],
  ['a default', z.object({ name: z.boolean().default(true) }), /props\.name/],
  ['anything', z.object({ list: z.array(z.object({ it: z.unknown() })) }), /props\.list\[\]\.it/],
])('refuses a prop that is %s', (_, props, message) => {
  const define = () =>
    defineTemplate({
      ...{ id: 'x', title: '', description: '', category: 'marketing', onUnknown: 'hold' },
      props: z.object(props.shape),
      subject: () => '',
      preheader: () => '',
      component: () => null,
      fixtures: { typical: {} },
    });
  expect(define).toThrow(message);
});

test('wants a reason for what the lint is to let through', () => {
  const allow = [{ kind: 'date', in: ['preheader'], because: ' ' }] as const;
  expect(() => defineTemplate({ ...appointment, allow })).toThrow('allows "date" without a reason');
});
