import { labelled, type Recogniser, standing, words } from '../recogniser.ts';

/** A prescriber's DEA number: two letters and seven digits, the last of which is a check digit (21 CFR 1301). */
export const deaNumber: Recogniser = {
  kind: 'licence-number',
  pattern: standing('[ABCDEFGHJKLMPRSTUX][A-Z9]\\d{7}', 'i'),
  accepts: (match) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, check = 0] = [...match.slice(2)].map(Number);
    return (a + c + e + 2 * (b + d + f)) % 10 === check;
  },
  near: words('dea', 'prescriber', 'controlled'),
  supported: 'high',
};

/** Driving licences, passports and certificates: the label says it, and states write them in fifty ways. */
export const licenceNumber: Recogniser = {
  kind: 'licence-number',
  pattern: standing('[A-Z0-9](?:-?[A-Z0-9]){4,18}', 'i'),
  accepts: (match) => (match.match(/\d/g) ?? []).length >= 4,
  label: labelled(
    "driver'?s?'? licen[cs]e",
    'driving licen[cs]e',
    'licen[cs]e (?:number|no|id|#)',
    'dl (?:number|no|#)',
    'passport',
    'state id',
    'certificate (?:number|no|id|#)',
    'green card',
  ),
  supported: 'high',
};
