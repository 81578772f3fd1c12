import { digitsOf, labelled, type Recogniser, words } from '../recogniser.ts';

const NANP = '(?:\\+?1[-. ]?)?(?:\\([2-9]\\d{2}\\) ?|[2-9]\\d{2}[-. ])[2-9]\\d{2}[-. ]\\d{4}';
const personal = labelled(
  "(?:patient'?s?|his|her|their|your|my|home|cell|mobile|daytime|evening|emergency contact|next of kin|work)(?: (?:tel|tele)?phone| cell| mobile| contact| tel)?(?: number)?",
  'phone on file',
  'reach (?:you|him|her|them)',
);
// The clinic's own number is no patient's.
const ours = words(
  'our',
  'us',
  'office',
  'clinic',
  'hospital',
  'pharmacy',
  'front desk',
  'desk',
  'reception',
  'hotline',
  'helpline',
  'toll[ -]free',
  'questions\\?',
  'support',
  'help',
  'line',
  'lab',
  'center',
  'practice',
  'to (?:reschedule|cancel|book|schedule|confirm|refill)',
  'press \\d',
  'customer service',
  'order',
  'ticket',
  'invoice',
  'tracking',
  'sku',
  'meeting',
  'billing',
);

/** Numbers of the North American plan, written in groups. Whose they are, only the words around them tell. */
export const phone: Recogniser = {
  kind: 'phone',
  pattern: phonePattern(`${NANP}(?: ?(?:x|ext\\.?) ?\\d{1,5})?`),
  accepts: isPrivateNumber,
  label: personal,
  near: words(
    'phone',
    'tel',
    'telephone',
    'cell',
    'mobile',
    'contact',
    'reach',
    'patient',
    'text',
    'voicemail',
    'call',
  ),
  against: ours,
  alone: 'medium',
  supported: 'high',
};

/** A number with a country code: 8 to 15 digits (ITU-T E.164). */
export const internationalPhone: Recogniser = {
  kind: 'phone',
  pattern: phonePattern('\\+[1-9]\\d{0,2}(?:[-. ]?\\(?\\d{1,4}\\)?){2,5}'),
  accepts: (match) => /^\d{8,15}$/.test(digitsOf(match)),
  label: personal,
  against: ours,
  alone: 'medium',
  supported: 'high',
};

/** Ten digits in a row, after a word for them. */
export const unseparatedPhone: Recogniser = {
  kind: 'phone',
  pattern: phonePattern('(?:\\+?1)?[2-9]\\d{2}[2-9]\\d{6}'),
  accepts: isPrivateNumber,
  label: labelled(
    '(?:tele)?phone(?: number)?',
    'tel',
    'cell(?:phone)?',
    'mobile',
    "(?:patient'?s?|home|your|contact)(?: phone| number| cell| mobile)",
  ),
  supported: 'high',
};

/** The same after the word fax. */
export const fax: Recogniser = {
  kind: 'fax',
  pattern: phonePattern(`${NANP}|[2-9]\\d{2}[2-9]\\d{6}`),
  accepts: isPrivateNumber,
  label: labelled('(?:home |personal |patient )?fax(?:ed)?(?: it)?(?: to)?', 'facsimile', 'efax'),
  supported: 'high',
};

function phonePattern(pattern: string): RegExp {
  return new RegExp(
    `(?<![\\p{L}\\p{N}(+$])(?<!\\p{N}[-.,/:])(?:${pattern})(?![\\p{L}\\p{N}]|[-/:.]\\p{N})`,
    'gu',
  );
}

// Toll-free numbers belong to organisations (47 CFR 52.101).
function isPrivateNumber(match: string): boolean {
  const digits = digitsOf(match.replace(/(?:x|ext).*$/, '')).slice(-10);
  return !/^8(?:00|33|44|55|66|77|88)/.test(digits) && !/^.(?:11)|^...11/.test(digits);
}
