import type { Recogniser } from '../recogniser.ts';

/** A finger or voice print cannot be read in a text; its number or file can. */
export const biometric: Recogniser = {
  kind: 'biometric',
  pattern:
    /(?<![\p{L}\p{N}])(?:finger|voice|face|palm|foot)[ _-]?prints?[ _-](?:(?:template|id|hash|record|scan|file|no|number)[ _.:#-]{0,3}){1,2}[\p{L}\p{N}-]{3,40}|(?<![\p{L}\p{N}])(?:iris|retinal?)[ _-](?:scan|template|id|code)[ _.:#-]{0,3}(?:(?:template|id|hash|no|number)[ _.:#-]{0,3})?[\p{L}-]{0,4}\p{N}[\p{L}\p{N}-]{2,40}/giu,
  accepts: (match) => /\d{3}|\.\w+$/.test(match),
  alone: 'medium',
  supported: 'medium',
  withoutDigits: true,
};
