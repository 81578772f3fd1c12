import type { Recogniser } from '../recogniser.ts';

/** Ages of 90 and more: so few people have them that they identify. A policy ("patients 90 and over") names nobody. */
export const ageOver89: Recogniser = {
  kind: 'age-over-89',
  pattern:
    /(?<![\p{L}\p{N}$#.-])(?:(?:9\d|1[01]\d)(?=[ -]?(?:years?[ -](?:old|of age)|y\/?o\b|yrs? old|year-old))|(?<=\b(?:aged?|turn(?:s|ed|ing)|edad):? )(?:9\d|1[01]\d)(?![\p{N}%+-]| (?:and|or) (?:over|older|above|up|more)))(?!\p{N})/giu,
  against: /\|[^|]{0,24}(?:(?:and|or) (?:over|older|above|up)|building|anniversary)/i,
  alone: 'high',
  supported: 'high',
};
