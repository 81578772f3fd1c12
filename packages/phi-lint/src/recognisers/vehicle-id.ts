import { labelled, type Recogniser, standing } from '../recogniser.ts';

// What a letter counts, and what each of the 17 positions weighs; the ninth is the check digit.
const VALUES = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Vehicle identification numbers, with their check digit (49 CFR 565.15). */
export const vin: Recogniser = {
  kind: 'vehicle-id',
  pattern: standing('[A-HJ-NPR-Z0-9]{17}'),
  accepts: (match) => {
    if (!/[A-Z]/.test(match) || !/\d{3}/.test(match)) return false;
    const sum = [...match].reduce(
      (total, character, n) => total + (VALUES.indexOf(character) % 10) * (WEIGHTS[n] ?? 0),
      0,
    );
    return match[8] === (sum % 11 === 10 ? 'X' : String(sum % 11));
  },
  label: labelled('vin', 'vehicle'),
  alone: 'high',
  supported: 'high',
  // One in eleven random tokens of this form passes.
  notIn: ['link'],
};

/** Plates have no form of their own. */
export const licencePlate: Recogniser = {
  kind: 'vehicle-id',
  pattern: standing('(?=[A-Z -]{0,4}\\d|\\d{1,4}[ -]?[A-Z])[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5}'),
  label: labelled('licen[cs]e plates?', '(?:car|vehicle|number) plates?', 'plate'),
  supported: 'high',
};
