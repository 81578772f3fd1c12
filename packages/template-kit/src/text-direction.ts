// Asking Intl (`getTextInfo`) would answer differently by engine; these are the right-to-left scripts of Unicode in use.
const RIGHT_TO_LEFT = new Set([
  'Adlm',
  'Arab',
  'Hebr',
  'Mand',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
  'Yezi',
]);

export type TextDirection = 'ltr' | 'rtl';

/**
 * The direction a locale (BCP 47, such as `ar-EG`) is written in.
 * @throws RangeError for a malformed locale.
 */
export function textDirection(locale: string): TextDirection {
  return RIGHT_TO_LEFT.has(new Intl.Locale(locale).maximize().script ?? 'Latn') ? 'rtl' : 'ltr';
}
