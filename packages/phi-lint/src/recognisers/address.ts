import { labelled, type Recogniser, words } from '../recogniser.ts';

const SUFFIX =
  '(?:Street|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Court|Ct|Place|Pl|Terrace|Ter|Circle|Cir|Parkway|Pkwy|Highway|Hwy|Trail|Trl|Square|Sq|Way|(?:Drive|Dr|St)(?!\\.? \\p{Lu}))';
const WORD = "(?:\\p{Lu}[\\p{L}'.]{0,20}|\\d{1,3}(?:st|nd|rd|th))";

// Where the clinic is, everybody may know.
const ours = words(
  'our',
  'us at',
  'office',
  'clinic',
  'hospital',
  'pharmacy',
  'located',
  'campus',
  'location',
  'building',
  'center',
  'park(?:ing)?',
  'entrance',
  'mov(?:ed|ing) to',
  'we are',
  'offices?',
  'lab',
);
const theirs = labelled(
  "(?<!our )(?:(?:home|mailing|street|patient(?:'s)?|residential|billing|shipping|your|current|new|his|her) )?(?:address(?: on file)?|residence)",
  '(?:lives?|living|resid(?:es|ing)|staying) (?:at|on|in)',
  '(?:ship|mail|deliver|sen[dt]|pick ?up)(?:ed|ped)?(?: it| them)? (?:to|at|from)',
  'resident of',
  'home at',
);

/** A number, a name of one to four words and a word for a street. */
export const address: Recogniser = {
  kind: 'address',
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}$#.,-])\\d{1,5}[A-Z]? (?:[NSEW]{1,2}\\.? )?(?:${WORD} ){1,4}${SUFFIX}(?![\\p{L}\\p{N}])\\.?(?:,? (?:Apt|Apartment|Unit|Suite|Ste|#)\\.? ?[A-Z0-9-]{1,6})?`,
    'gu',
  ),
  accepts: (match) => !/ (?:To|The|A|An|For|Your|With|In|Of|And|Easy|Best|Great|Ways?) /.test(match),
  label: theirs,
  near: words('home', 'lives', 'address', 'resides', 'apt'),
  against: ours,
  alone: 'medium',
  supported: 'high',
};

/** Boxes of a post office. */
export const poBox: Recogniser = {
  kind: 'address',
  pattern: /(?<![\p{L}\p{N}])P\.? ?O\.? ?Box \d{1,6}(?![\p{L}\p{N}])/giu,
  label: theirs,
  against: words('our', 'payments?', 'checks? to', 'remit', 'claims? to', 'office', 'department', 'dept'),
  alone: 'medium',
  supported: 'high',
};
