import { expect, test } from 'vitest';
import { textDirection } from './text-direction.ts';

test.each([
  ['en-US', 'ltr'],
  ['ar', 'rtl'],
  ['he-IL', 'rtl'],
  ['fa-IR', 'rtl'],
  ['ur', 'rtl'],
  ['az-Arab', 'rtl'],
  ['uz-Latn', 'ltr'],
  ['ja', 'ltr'],
])('%s is written %s', (locale, direction) => {
  expect(textDirection(locale)).toBe(direction);
});

test('refuses what is no locale', () => {
  expect(() => textDirection('not a locale')).toThrow(RangeError);
});
