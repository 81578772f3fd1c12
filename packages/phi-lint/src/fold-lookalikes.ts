const EASTERN_DIGITS = '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹';

/**
 * One spelling for what looks alike: any dash is `-`, any space ` `, full-width and Arabic digits are digits, and what has no
 * width is gone. Character by character, since normalising a long run of combining marks takes the square of its length.
 */
export function foldLookalikes(text: string): string {
  return text.replace(/[^\n -~]/gu, fold);
}

function fold(character: string): string {
  if (/\p{Cf}|\p{Cs}|\u034f/u.test(character)) return '';
  if (/[\p{Pd}\u2212]/u.test(character)) return '-';
  if (/[\p{Z}\s]/u.test(character)) return ' ';
  if (/[\u2018\u2019]/.test(character)) return "'";
  const digit = EASTERN_DIGITS.indexOf(character);
  return digit >= 0 ? String(digit % 10) : character.normalize('NFKC');
}
