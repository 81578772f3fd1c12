import type { Recogniser } from '../recogniser.ts';

/** The name of a picture that says it shows a face. */
export const photo: Recogniser = {
  kind: 'photo',
  pattern:
    /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}]{1,30}[ _-]){0,3}(?:head-?shot|portrait|selfie|mug-?shot|face|faces|(?:passport|patient|id|profile|wound-face)[ _-]?(?:photo|pic|picture))(?:[ _-][\p{L}\p{N}]{1,30}){0,3}\.(?:jpe?g|png|gif|webp|heic|bmp|tiff?)(?![\p{L}\p{N}])/giu,
  alone: 'medium',
  supported: 'medium',
  withoutDigits: true,
};
