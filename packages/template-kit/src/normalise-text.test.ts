import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText, normaliseText } from './normalise-text.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '\t',
      '\n',
      '\u0085',
      'e',
      '\u0301',
      '\u0645',
      '\u064b',
      '\u0915',
      '\u094d',
      '\u200b',
      '\u200c',
      '\u200d',
      '\ufeff',
      '\ud83d',
      '\ude00',
      '\u202e',
      '\u00ad',
      '\ufe0f',
      '\u2028',
    ),
  }),
);

describe('normaliseText', () => {
  test.each([
    ['collapses and trims white space', '  Ada \t\r\n\u00a0 Sample\u0085 ', 'Ada Sample'],
    ['composes accents', 'Jose\u0301', 'José'],
    ['composes across a removed zero-width character', 'e\u200b\u0301', 'é'],
    ['removes NUL and other controls', 'A\u0000d\u0007a', 'Ada'],
    ['removes lone surrogates and keeps pairs', 'A\ud83d \ude00B \u{1f600}', 'A B \u{1f600}'],
    ['does not join two halves of a surrogate pair', '\ud83d\u200b\ude00', ''],
    ['removes bidi overrides that would reverse what follows', 'abc\u202etxt.exe', 'abctxt.exe'],
    ['removes zero-width characters', 'a\u200bb\ufeffc\u2060d\u00ade', 'abcde'],
    ['removes joiners where the script has no use for them', 'a\u200db\u200cc', 'abc'],
    ['removes a joiner at the edge of a word', '\u0645\u200c', '\u0645'],
    [
      'keeps the non-joiner inside a Persian name',
      '\u0639\u0644\u06cc\u200c\u0631\u0636\u0627',
      '\u0639\u0644\u06cc\u200c\u0631\u0636\u0627',
    ],
    [
      'keeps the joiner inside a Sinhala conjunct',
      '\u0dc1\u0dca\u200d\u0dbb\u0dd3',
      '\u0dc1\u0dca\u200d\u0dbb\u0dd3',
    ],
  ])('%s', (_, input, output) => {
    expect(normaliseText(input)).toBe(output);
  });

  test('gives what it got when it is used again', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(anyText, (input) => {
        const once = normaliseText(input);
        expect(normaliseText(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  test('leaves one well-formed line in NFC, and survives JSON', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(anyText, (input) => {
        const output = normaliseText(input);
        expect(output.isWellFormed()).toBe(true);
        expect(output.normalize('NFC')).toBe(output);
        expect(output).not.toMatch(/\p{Cc}|\s\s|^\s|\s$|[\u2028\u2029\u200b\ufeff]/u);
        expect(JSON.parse(JSON.stringify(output))).toBe(output);
      }),
      { numRuns: 2000 },
    );
  });
});

test('foldText makes spellings of the same word equal', () => {
  expect(foldText('Ｋnee\u200b PAIN')).toBe(foldText('knee pain'));
  expect(foldText('\u0639\u0644\u06cc\u200c\u0631\u0636\u0627')).toBe(
    foldText('\u0639\u0644\u06cc\u0631\u0636\u0627'),
  );
});
