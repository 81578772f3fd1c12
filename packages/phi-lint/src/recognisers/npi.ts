import { passesLuhn } from '../luhn.ts';
import { type Recogniser, standing, words } from '../recogniser.ts';

/**
 * National Provider Identifiers: ten digits from 1 or 2 with a Luhn digit over 80840 and the number (45 CFR 162.406). Every
 * tenth number passes, so a word must say it.
 */
export const npi: Recogniser = {
  kind: 'npi',
  pattern: standing('[12]\\d{9}'),
  accepts: (match) => passesLuhn(`80840${match}`),
  near: words(
    'npi',
    'npis',
    'national provider',
    'provider (?:id|identifier|number|no)',
    'prescriber',
    'referring provider',
  ),
  supported: 'high',
};
