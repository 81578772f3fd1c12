import { labelled, type Recogniser, standing } from '../recogniser.ts';

const LETTER = '[AC-HJKMNP-RT-Y]';
const EITHER = '[0-9AC-HJKMNP-RT-Y]';

/** Medicare Beneficiary Identifiers: 11 positions, each a digit, a letter (no S, L, O, I, B, Z) or either (CMS, MBI format). */
export const mbi: Recogniser = {
  kind: 'mbi',
  pattern: standing(`[1-9]${LETTER}${EITHER}\\d-?${LETTER}${EITHER}\\d-?${LETTER}${LETTER}\\d\\d`, 'i'),
  label: labelled('mbi', 'medicare', 'beneficiary'),
  against: /(?:part|model|sku|coupon|voucher|promo)[^|]{0,16}\|/i,
  alone: 'high',
  supported: 'high',
};
