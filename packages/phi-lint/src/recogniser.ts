import type { PhiKind } from './kinds.ts';
import type { Place } from './policy.ts';

/** `high` has a checksum, a fixed form or a label; `medium` has the form alone. */
export type Confidence = 'medium' | 'high';

/**
 * One way to recognise one kind. Patterns match the value alone and repeat within bounds only, so that the time for a text
 * grows with its length, whatever stands in it.
 */
export type Recogniser = {
  kind: PhiKind;
  /** Global. */
  pattern: RegExp;
  /** Checksums and rules that a pattern cannot say. */
  accepts?: (match: string) => boolean;
  /** Ends right before the value: `MRN:`. */
  label?: RegExp;
  /** Stands in the same line, a few words before or after. */
  near?: RegExp;
  /** Stands there and tells that it is something else, such as the clinic's own number. A label outweighs it. */
  against?: RegExp;
  /** Without a label or a word nearby; undefined: then it means nothing. */
  alone?: Confidence;
  supported: Confidence;
  /** The value can do without a digit; others are skipped in a text that has none. */
  withoutDigits?: true;
  /** Places in which it means nothing. */
  notIn?: readonly Place[];
};

/** Words that name the value right after them, as in `MRN no. 4711`, `mrn=4711` or `MRN_4711`. */
export function labelled(...words: string[]): RegExp {
  const joiner = '[\\s_]{0,2}(?:numbers?|num|no|nr|id|is|are|was|on|of|ending in|[#:=.(/-])';
  return new RegExp(`(?<![a-z0-9])(?:${words.join('|')})(?:${joiner}){0,4}[\\s_]{0,3}$`, 'i');
}

/** Whole words, somewhere nearby. */
export function words(...alternatives: string[]): RegExp {
  return new RegExp(`(?<![a-z0-9])(?:${alternatives.join('|')})(?![a-z0-9])`, 'i');
}

/** A pattern for a value that stands by itself, not within a longer word or number. `_` separates, as in file names. */
export function standing(pattern: string, flags = ''): RegExp {
  return new RegExp(
    `(?<![\\p{L}\\p{N}])(?<!\\p{N}[-.,/:])(?:${pattern})(?![\\p{L}\\p{N}]|[-/:]\\p{N})`,
    `gu${flags}`,
  );
}

/** A code of capitals and digits in groups, such as `S26-10442`; not the word `MRN` in front of one. */
export const code = standing('(?!(?:ID|NO|NR|NUM|MRN|RX|PID)-)[A-Z0-9](?:-?[A-Z0-9]){3,19}');

/** Whether a code has four digits or more and is no year. */
export function looksLikeCode(match: string): boolean {
  return digitsOf(match).length >= 4 && !/^(?:19|20)\d{2}$/.test(match);
}

/** The digits of a match, without what separates them. */
export function digitsOf(match: string): string {
  return match.replace(/\D/g, '');
}
