import { passesLuhn } from '../luhn.ts';
import { digitsOf, labelled, type Recogniser, standing, words } from '../recogniser.ts';

/** Card numbers: an issuer's range, 13–19 digits and a Luhn digit (ISO/IEC 7812-1). */
export const paymentCard: Recogniser = {
  kind: 'payment-card',
  pattern: standing(
    '(?:4\\d{3}|5[1-5]\\d{2}|2[2-7]\\d{2}|6(?:011|4[4-9]\\d|5\\d{2}))([- ]?)\\d{4}\\1\\d{4}\\1\\d{4}(?:\\1\\d{3})?|3[47]\\d{2}[- ]?\\d{6}[- ]?\\d{5}',
  ),
  accepts: (match) => passesLuhn(digitsOf(match)),
  label: labelled('card', 'visa', 'mastercard', 'amex', 'credit', 'debit'),
  near: words('card', 'visa', 'mastercard', 'amex', 'credit', 'debit', 'charged', 'payment'),
  against: words('tracking', 'shipment', 'parcel', 'order', 'sku', 'barcode', 'isbn'),
  alone: 'medium',
  supported: 'high',
};

/** The last four digits, after words for them. */
export const cardEnding: Recogniser = {
  kind: 'payment-card',
  pattern: standing('\\d{4}'),
  label: labelled('(?:card|visa|mastercard|amex)(?: number)? (?:ends|ending)(?: in| with)?'),
  supported: 'high',
};

/** Bank accounts written as an IBAN, whose remainder by 97 is 1 (ISO 13616-1). */
export const iban: Recogniser = {
  kind: 'account-number',
  pattern: standing('[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?'),
  accepts: (match) => {
    const plain = match.replaceAll(' ', '');
    const digits = `${plain.slice(4)}${plain.slice(0, 4)}`.replace(/[A-Z]/g, (letter) =>
      String(letter.charCodeAt(0) - 55),
    );
    return plain.length >= 15 && BigInt(digits) % 97n === 1n;
  },
  alone: 'high',
  supported: 'high',
  // One in a hundred random tokens of this form passes.
  notIn: ['link'],
};
