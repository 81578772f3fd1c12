import { digitsOf, labelled, type Recogniser, standing } from '../recogniser.ts';

const label = labelled('ssn', 'ss#', 'social security', 'social', 'soc sec', 'tax id', 'tin');

/** Social Security numbers: no area 000, 666 or from 900, no group 00, no serial 0000 (SSA, POMS RM 10201.035). */
export const ssn: Recogniser = {
  kind: 'ssn',
  pattern: standing('\\d{3}([- .])\\d{2}\\1\\d{4}'),
  accepts: isSsn,
  label,
  against: /(?:order|part|model|sku|tracking)[\s#:]{0,3}(?:no|number)?[\s#:.]{0,3}\|/i,
  alone: 'high',
  supported: 'high',
};

/** Nine digits in a row are a Social Security number only where something says so. */
export const unseparatedSsn: Recogniser = {
  kind: 'ssn',
  pattern: standing('\\d{9}'),
  accepts: isSsn,
  label,
  supported: 'high',
};

/** All but the last four digits hidden: those identify too, and are what banks ask for. */
export const maskedSsn: Recogniser = {
  kind: 'ssn',
  pattern: /(?<![\p{L}\p{N}*#\u2022])([xX*#\u2022])\1\1-\1\1-\d{4}(?![\p{L}\p{N}-])/gu,
  alone: 'high',
  supported: 'high',
};

/** The same four digits after words for them. */
export const lastFourOfSsn: Recogniser = {
  kind: 'ssn',
  pattern: standing('\\d{4}'),
  label: labelled(
    '(?:ssn|social security number|social)(?: number)?,? (?:ends? (?:in|with)|ending(?: in)?|last (?:four|4)(?: digits)?)',
    'last (?:four|4)(?: digits)?(?: of)?(?: your| the| their)? (?:ssn|social)(?: security number)?',
    'ssn',
  ),
  supported: 'high',
};

/** Individual Taxpayer Identification Numbers: 9xx with a group of 50–65, 70–88, 90–92 or 94–99 (IRS, Pub. 1915). */
export const itin: Recogniser = {
  kind: 'itin',
  pattern: standing('9\\d{2}([- ])(?:5\\d|6[0-5]|7\\d|8[0-8]|9[0-24-9])\\1\\d{4}'),
  label: labelled('itin', 'taxpayer', 'tax id'),
  alone: 'high',
  supported: 'high',
};

function isSsn(match: string): boolean {
  const digits = digitsOf(match);
  const area = digits.slice(0, 3);
  return (
    area !== '000' &&
    area !== '666' &&
    area < '900' &&
    digits.slice(3, 5) !== '00' &&
    digits.slice(5) !== '0000'
  );
}
