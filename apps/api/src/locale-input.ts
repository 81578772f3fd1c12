import { z } from 'zod';

/**
 * `language[-Script][-REGION]` of BCP 47 and no more: a locale is kept in the clear, and variants, extensions and private use
 * are room for free text. Never given to Intl before it has this form, whose reading grows with the square of the variants.
 */
export const localeInput = z
  .string()
  .regex(
    /^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?$/,
    'must be a language, with a script or region if needed, such as en-US or zh-Hant-TW',
  );

/** A zone that the runtime can write dates in. */
export const timeZoneInput = z
  .string()
  .max(50, { message: 'must be at most 50 characters', abort: true })
  .refine(isTimeZone, 'must be an IANA zone such as America/Chicago');

/** A zone that begins days in the database too: other short names and offsets mean something else to PostgreSQL, or nothing. */
export const placeZoneInput = z
  .string()
  .max(50, { message: 'must be at most 50 characters', abort: true })
  .refine(
    (zone) => zone === 'UTC' || (/^[A-Za-z]+\/[\w+/-]+$/.test(zone) && isTimeZone(zone)),
    'must be UTC or an IANA zone with an area and a city, such as America/Chicago',
  );

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
