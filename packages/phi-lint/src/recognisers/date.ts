import { labelled, type Recogniser, words } from '../recogniser.ts';

const MONTH =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
const MES = '(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)';
const DAY = '(?:0?[1-9]|[12]\\d|3[01])';
const MM = '(?:0?[1-9]|1[0-2])';
const YEAR = '(?:19|20)\\d{2}';
const GAP = '[ _.-]{1,2}';

// Whole dates; a name of a month in any case, since file names have none.
const whole = [
  `${YEAR}([-/._])${MM}\\1${DAY}`,
  `(?:${MM}([-/._])${DAY}\\2|${DAY}([-/._])${MM}\\3)(?:${YEAR}|\\d{2})`,
  `${YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])`,
  `${caseless(MONTH)}\\.?${GAP}${DAY}(?:st|nd|rd|th)?,?${GAP}${YEAR}`,
  `${DAY}(?:st|nd|rd|th)?${GAP}(?:of )?${caseless(MONTH)}\\.?,?${GAP}${YEAR}`,
  `${DAY} de ${caseless(MES)}(?: del? ${YEAR})?`,
];
// Without a year; the capital tells March from a march.
const yearless = [`${MONTH}\\.? ${DAY}(?:st|nd|rd|th)?`, `${DAY}(?:st|nd|rd|th)?(?: of)? ${MONTH}`];
const any = datePattern(...whole, ...yearless);

const notOfAPatient = words(
  'clos(?:ed|es|ing)',
  'holidays?',
  'open house',
  'webinar',
  'workshop',
  'seminar',
  'offer',
  'sale',
  'deadline',
  'enrollment',
  'newsletter',
  'updated',
  'effective',
  'version',
  'v',
  'build',
  'release[ds]?',
  'copyright',
  'founded',
  'maintenance',
  'downtime',
  'outage',
  'policy',
  'terms',
  'expires?',
  'until',
  'link works',
  'hours',
  'walk-?in',
  'clinics?',
  'fair',
  'class(?:es)?',
  'drive',
  'month',
  'conference',
  'meeting',
  'statement',
  'invoice',
  'start(?:s|ing|ed)?',
  'beg[iau]ns?',
  'donat(?:e|ion)s?',
  'rules?',
  'group',
  'meets?',
  'shots',
);
const ofAPatient = words(
  'appointments?',
  'visit(?:ed|s)?',
  'seen',
  'admi(?:tted|ssion)',
  'discharged?',
  'surgery',
  'procedure',
  'labs?',
  'results?',
  'tests?',
  'scan',
  'mri',
  'x-?ray',
  'exam',
  'screening',
  'biopsy',
  'follow[ -]?up',
  'died',
  'deceased',
  'death',
  'dose',
  'vaccin(?:e|ation)',
  'treatment',
  'therapy',
  'diagnos(?:ed|is)',
  'service',
  'refill',
  'due',
  'deliver(?:y|ed)',
  'infusion',
  'cita',
  'consulta',
);

/** A date with a word for birth. A month and a year are enough there. */
export const dateOfBirth: Recogniser = {
  kind: 'date-of-birth',
  pattern: datePattern(...whole, ...yearless, `${MONTH},? ${YEAR}`, `${MM}/${YEAR}`, `${MM}/${DAY}(?!/)`),
  label: labelled(
    '(?:patient |pt |member )?(?:dob|d\\.o\\.b|date of birth|birth ?dates?|birthday|born(?: on| in)?|fecha de nacimiento|nacid[oa](?: el)?|b\\.?d\\.?)(?: \\(?(?:mm|dd|yyyy|[/-]){1,9}\\)?)?',
  ),
  near: words('dob', 'date of birth', 'birth ?date'),
  supported: 'high',
};

/** Any other day: admission, discharge, appointment, death. A year alone, or with a month, is left alone. */
export const date: Recogniser = {
  kind: 'date',
  pattern: any,
  label: labelled(
    '(?:date of (?:service|visit|admission|discharge|death)|dos|admitted(?: on)?|discharged(?: on)?|seen(?: on)?|appointment(?: on| is| for)?|surgery(?: on)?|died(?: on)?)',
  ),
  near: ofAPatient,
  against: notOfAPatient,
  alone: 'medium',
  supported: 'high',
  // A portal's own routes, such as a calendar, have days in them.
  notIn: ['link'],
};

/** `3/14` is a day only after a word that expects one; otherwise it is a fraction or a page. */
export const dayOfMonth: Recogniser = {
  kind: 'date',
  pattern: datePattern(`${MM}/${DAY}`),
  label: labelled(
    '(?:visit|appointment|appt|dose|seen|admitted|discharged|surgery|procedure|exam|scan|lab|due)(?: on| for| is)?',
  ),
  supported: 'medium',
  notIn: ['link'],
};

function datePattern(...alternatives: string[]): RegExp {
  return new RegExp(
    `(?<![\\p{L}\\p{N}$#])(?<!\\p{N}[-.,/:])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}%]|[-/:.]\\p{N})`,
    'gu',
  );
}

function caseless(names: string): string {
  return names.replace(/(?<!\?)[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}
