import { labelled, type Recogniser, words } from '../recogniser.ts';
import { givenNames } from './given-names.ts';

const WORD = "\\p{Lu}(?:\\p{Ll}|['-]\\p{Lu}){1,24}";
const JOINED = '[ _]';

// After two words that look like a name, these say that it names a place or a thing.
const PLACE_WORD =
  /^[ _-](?:Hospital|Clinic|Cent(?:er|re)|Medical|Health(?:care)?|Pharmacy|Memorial|School|University|College|Foundation|Institute|Library|Street|St\b|Ave|Avenue|Road|Rd|Blvd|Building|Hall|Award|House|Room|Wing|Campus|County|City|Insurance|Group|Practice|Associates|Company|Inc|LLC|Day|Week|Act|Fund|Society|Ltd|Family|Dental|Church|Cancer|Children|Regional|Community|Wellness|Home)/u;
// A clinician is named to everybody.
const clinician =
  /(?:(?<!\p{L})(?:Dr|Doctor|Prof|Professor|Nurse|RN|NP|Saint|St)\.? {0,2}\|)|\| {0,2}(?:\p{Lu}[\p{L}'-]{0,24}\.? ?){0,2},? ?(?:MD|M\.D|DO|D\.O|RN|NP|PA-C|PhD|DDS|DPT|LCSW|FNP|FACP)\b/u;
// What stands after `Patient` or `for` in titles, and is nobody.
const THING =
  /^(?:Portal|Safety|Experience|Care|Services?|Rights|Handbook|Satisfaction|Financial|Education|Advocate|Access|Information|Registration|Survey|Billing|Forms?|Support|Your|The|New|Annual|Our|All|Physical|Family|Spring|Summer|Fall|Winter|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Health|Medical|Blood|Flu|Lab|Primary|Urgent|Heart|Mental|Community|North|South|East|West|Advisory|Relations|Guide|Resource|Home|First|Next|Follow|Please|Now|This|Any|Every|Each|In|On|At|Dr|Is|Was|And|Or)$/;

const aboutOne = words(
  'patient',
  'results?',
  'labs?',
  'records?',
  'prescription',
  'mrn',
  'dob',
  'visit',
  'appointment',
);

/** A title makes a name of what follows it. */
export const titledName: Recogniser = {
  kind: 'name',
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}])(?:Mr|Mrs|Ms|Mx|Miss|Sr|Sra|Señora?)\\.?${JOINED}${WORD}(?:${JOINED}${WORD}){0,2}(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  alone: 'high',
  supported: 'high',
  withoutDigits: true,
  // A token of random letters has `Ms_Xu` in it now and then.
  notIn: ['link'],
};

/** Two or three capitalised words after a word that expects a name. */
export const labelledName: Recogniser = {
  kind: 'name',
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}])(?!(?:Patient|Pt|Member|Name|Subscriber|Results?|Records?|For|Of|Re|Dear|Hello|Hi)[ _])${WORD},?${JOINED}(?:\\p{Lu}\\.? )?${WORD}(?:${JOINED}${WORD})?(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  accepts: (match) => match.split(/[ _,]+/).every((word) => !THING.test(word)),
  label: labelled(
    '(?:patient|pt|member|subscriber|insured|guarantor|beneficiary|decedent|full|legal|last|first|maiden)(?:[ _]name)?',
    '(?<!(?:brand|drug|user|file|plan|clinic|product|generic) )name',
    '(?:results?|records?|labs?|report|chart|prescription|referral|x-?rays?|discharge summary|care plan|biopsy|mri|scans?|appointment|visit|surgery|procedure|bill|claim|refill|authorization) (?:for|of)',
    '(?:mother|father|daughter|son|wife|husband|spouse|guardian|parent|caregiver|next of kin|emergency contact)',
    'paciente',
  ),
  against: clinician,
  supported: 'high',
  withoutDigits: true,
  notIn: ['link'],
};

/** A common given name before another capitalised word, unless that is a place or the person a clinician. */
export const knownGivenName: Recogniser = {
  kind: 'name',
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}])${WORD}(?=[ _-](?:\\p{Lu}\\.? )?(?!${THING.source.slice(1, -1)}(?!\\p{L}))${WORD}(?!\\p{L})(?!(?:[ _-]${WORD}(?!\\p{L}))?${PLACE_WORD.source.slice(1)}))`,
    'gu',
  ),
  accepts: (match) => givenNames.has(match.toLowerCase()),
  near: aboutOne,
  against: clinician,
  alone: 'medium',
  supported: 'high',
  withoutDigits: true,
  notIn: ['link'],
};

/** The same the other way round, as lists and file names have it: `Nguyen, Thomas`. */
export const surnameFirst: Recogniser = {
  kind: 'name',
  pattern: new RegExp(`(?<![\\p{L}\\p{N}])${WORD}(?:, ?|_)${WORD}(?!\\p{L})`, 'gu'),
  accepts: (match) => givenNames.has((match.split(/[, _]+/)[1] ?? '').toLowerCase()),
  near: aboutOne,
  against: clinician,
  alone: 'medium',
  supported: 'high',
  withoutDigits: true,
  notIn: ['link'],
};
