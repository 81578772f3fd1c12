import { passesLuhn } from '../luhn.ts';
import { labelled, type Recogniser, standing, words } from '../recogniser.ts';

/** Unique device identifiers of GS1: (01), a GTIN of 14 digits with its check digit, and more (21 CFR 830.20). */
export const udi: Recogniser = {
  kind: 'device-id',
  pattern: /\(01\)\d{14}(?:\((?:10|11|17|21)\)[A-Za-z0-9]{1,20}){0,4}/g,
  accepts: (match) => {
    const digits = [...match.slice(4, 18)].map(Number);
    const sum = digits.reduce((total, digit, n) => total + digit * (n % 2 === 0 ? 3 : 1), 0);
    return sum % 10 === 0;
  },
  alone: 'high',
  supported: 'high',
};

/** Serial numbers, where something says so. */
export const serialNumber: Recogniser = {
  kind: 'device-id',
  pattern: standing('[A-Z0-9](?:-?[A-Z0-9]){4,19}', 'i'),
  accepts: (match) => (match.match(/\d/g) ?? []).length >= 3,
  label: labelled(
    'serial(?: number| no)?',
    's/n',
    'udi',
    'device (?:id|identifier|number|no|#)',
    '(?:pacemaker|implant|pump|monitor|sensor|cpap|lead) (?:id|serial|number|no|#|s/n)',
  ),
  supported: 'high',
};

/** Phones by their IMEI: 15 digits with a Luhn digit. */
export const imei: Recogniser = {
  kind: 'device-id',
  pattern: standing('\\d{15}'),
  accepts: passesLuhn,
  near: words('imei', 'device', 'handset'),
  supported: 'high',
};

/** Addresses of network cards (IEEE 802). */
export const macAddress: Recogniser = {
  kind: 'device-id',
  pattern: /(?<![0-9A-Fa-f:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])/g,
  withoutDigits: true,
  alone: 'medium',
  supported: 'high',
  label: labelled('mac', 'mac address', 'bluetooth'),
};
