import { describeIssues } from '@carepost/template-kit';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { exactObject } from './exact-object.ts';

const schema = exactObject({
  to: z.string(),
  bcc: z.string(),
  sendAt: z.string(),
  timeZone: z.string(),
}).partial();
const say = (input: object, of: z.ZodType = schema) => {
  const { error } = of.safeParse(input);
  return error ? describeIssues(error).map(({ message }) => message) : [];
};

test.each([
  ['sendat', 'The input does not take "sendat" (did you mean sendAt).'],
  ['Bcc', 'The input does not take "Bcc" (did you mean bcc).'],
  ['timezne', 'The input does not take "timezne" (did you mean timeZone).'],
  ['priority', 'The input has a field that is not known here: compare it with /api/docs.'],
  ['x', 'The input has a field that is not known here: compare it with /api/docs.'],
])('a field %j is answered with what was meant', (name, sentence) => {
  expect(say({ [name]: 'ada@example.org' })).toEqual([sentence]);
});

test('a name that is no slip of a known one is not quoted: it may be a patient’s', () => {
  expect(say({ ['n'.repeat(500)]: 1, other: 2 }).join()).not.toMatch(/nnn|other/);
});

test('what is made of an exact object is exact', () => {
  expect(say({ tp: 1 }, schema.pick({ to: true }))).toEqual([
    'The input does not take "tp" (did you mean to).',
  ]);
  expect(say({ tp: 1 }, schema.omit({ bcc: true }).extend({ cc: z.string().optional() }))).toHaveLength(1);
  expect(say({ to: 'a' })).toEqual([]);
  expect(say({ to: 7 })).toEqual(['to must be text.']);
});
