import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeIssues } from './describe-issues.ts';

const messages = (schema: z.ZodType, value: unknown, prefix?: string) => {
  const { error } = schema.safeParse(value);
  return error ? describeIssues(error, prefix).map((issue) => issue.message) : [];
};

const shape = z.object({
  name: z.string().min(2),
  count: z.number().max(3),
  tags: z.array(z.string()).max(1),
  kind: z.literal('a'),
  flag: z.boolean(),
  list: z.array(z.object({ mode: z.enum(['a', 'b']) })),
});

test('one sentence a field, naming it', () => {
  const value = { name: 'x', count: 9, tags: ['a', 'b'], kind: 'z', list: [{ mode: 'a' }, { mode: 'x' }] };
  expect(messages(shape, value, 'message.props')).toEqual([
    'message.props.name must be at least 2 characters long.',
    'message.props.count must be at most 3.',
    'message.props.tags must be at most 1 items long.',
    'message.props.kind must be "a".',
    'message.props.flag is required.',
    'message.props.list[1].mode must be one of "a", "b".',
  ]);
});

test('says what kind of value is wanted', () => {
  expect(
    messages(z.object({ a: z.string(), b: z.int(), c: z.array(z.string()) }), { a: 1, b: 'x', c: {} }),
  ).toEqual(['a must be text.', 'b must be a number.', 'c must be an array.']);
});

test('names fields that do not exist', () => {
  expect(messages(z.strictObject({}), { nmae: 1 }, 'message.props')).toEqual([
    'message.props has a field that is not known here.',
  ]);
});

test('uses the phrase of a schema and says nothing of a message it does not know', () => {
  expect(
    messages(z.object({ to: z.string().refine(() => false, 'must be one address') }), { to: '4711' }),
  ).toEqual(['to must be one address.']);
  expect(messages(z.object({ to: z.email() }), { to: '4711' })).toEqual(['to is not valid.']);
});

test('works without a path', () => {
  expect(messages(z.object({}), undefined)).toEqual(['The input is required.']);
});
