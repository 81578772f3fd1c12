import { expect, test } from 'vitest';
import { readEnvText } from './read-env-text.ts';

test('settings, comments, quotes and values of several lines are read', () => {
  const text = [
    '# a comment',
    '',
    'A=1',
    'export B="two words"',
    "C='x=y'",
    'D="first',
    'second"',
    '  E = 5 # five',
    'F=',
  ].join('\n');
  expect(readEnvText(text)).toEqual({ A: '1', B: 'two words', C: 'x=y', D: 'first\nsecond', E: '5', F: '' });
});

test.each([
  ['A=1\nPORT 8088\n', 'line 2 is neither KEY=value nor a # comment'],
  ['A=1\n2B=3', 'line 2 is neither KEY=value nor a # comment'],
  ['A="one\nB=2\nC=3', 'line 1 opens a quote that is never closed'],
])('%j is refused by its line, without its text', (text, problem) => {
  expect(() => readEnvText(text)).toThrow(problem);
});
