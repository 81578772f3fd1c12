import { expect, test } from 'vitest';
import { appointment } from './appointment.fixture.tsx';
import { createRegistry } from './create-registry.ts';
import { defineTemplate } from './define-template.ts';
import { describeIssues } from './describe-issues.ts';

const other = defineTemplate({ ...appointment, id: 'other' });
const registry = createRegistry([appointment, other]);
const props = appointment.fixtures.typical;

test('finds a template by its id', () => {
  expect(registry.ids).toEqual(['appointment', 'other']);
  expect(registry.get('other')).toBe(other);
  expect(registry.get('toString')).toBeUndefined();
});

test('refuses two templates with one id', () => {
  expect(() => createRegistry([appointment, appointment])).toThrow(/same id/);
});

test('parses a message by its template', () => {
  const message = registry.messageInput.parse({
    template: 'other',
    props: { ...props, firstName: ' Testina ' },
  });
  expect(message).toEqual({ template: 'other', props: { ...props, firstName: 'Testina' } });
});

test.each([
  [
    'an unknown template',
    { template: 'nothing', props },
    'message.template must be one of the known values.',
  ],
  [
    'a missing prop',
    { template: 'other', props: { ...props, clinic: undefined } },
    'message.props.clinic is required.',
  ],
  [
    'a misspelt prop',
    { template: 'other', props: { ...props, raeson: 'x' } },
    'message.props has a field that is not known here.',
  ],
])('says in one sentence what is wrong with %s', (_, message, sentence) => {
  const { error } = registry.messageInput.safeParse(message);
  expect(error && describeIssues(error, 'message').map((issue) => issue.message)).toEqual([sentence]);
});
