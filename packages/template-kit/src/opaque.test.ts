import { expect, test } from 'vitest';
import { createHref, createSlot, hrefAttribute } from './opaque.ts';

test('a link gives its address to the theme and throws for everybody else', () => {
  const href = createHref('https://example.com/');
  expect(hrefAttribute(href)).toBe('https://example.com/');
  expect(() => String(href)).toThrow(/cannot be looked into/);
});

test('a slot made into a string does not give its text away', () => {
  expect(String(createSlot('Testina'))).not.toContain('Testina');
});
