import { labelled, type Recogniser, words } from '../recogniser.ts';

const STATE =
  '(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])';

/** Five digits after a state or the word ZIP. Safe Harbor keeps three at most (45 CFR 164.514(b)(2)(i)(B)). */
export const zipCode: Recogniser = {
  kind: 'zip-code',
  pattern: new RegExp(
    `(?<=(?<![\\p{L}\\p{N}])(?:${STATE},?|zip|ZIP|Zip|zip code|ZIP code|ZIP Code|zipcode|postal code)[ :=_]{1,3})\\d{5}(?:-\\d{4})?(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  label: labelled('zip(?: ?code)?', 'postal code'),
  against: words(
    'our',
    'clinic',
    'office',
    'hospital',
    'pharmacy',
    'located',
    'campus',
    'center',
    'remit',
    'visit us',
    'location',
  ),
  alone: 'medium',
  supported: 'high',
};
