import { z } from 'zod';

// The dot-atom of RFC 5322 §3.2.3, ASCII only. Quoted local parts, comments, groups and display names are
// refused on purpose: each of them has been used to smuggle a second recipient past a mail library.
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
// What a URL parser would cut off or decode; without it `good.com/.evil.com` would lose its tail silently.
const NOT_IN_A_DOMAIN = /[\s\p{Cc}\p{Cf}/\\?#@:%[\]()<>,;"|^`{}*=+!$&'~]/u;

/**
 * One bare address in canonical form: the local part as given, the domain in lower-case ASCII
 * (internationalised names become punycode, so that look-alikes compare as what they are).
 * Returns undefined for anything that is not exactly one address. Limits: RFC 5321 §4.5.3.1 (64 and 254 octets).
 */
export function parseAddress(input: string): string | undefined {
  if (input.length > 320) return undefined;
  const at = input.lastIndexOf('@');
  const local = input.slice(0, at);
  const domain = asciiDomain(input.slice(at + 1));
  if (at < 1 || local.length > 64 || !LOCAL_PART.test(local) || !domain) return undefined;
  const address = `${local}@${domain}`;
  return address.length <= 254 ? address : undefined;
}

function asciiDomain(domain: string): string | undefined {
  if (domain === '' || NOT_IN_A_DOMAIN.test(domain)) return undefined;
  const url = URL.parse(`http://${domain}`);
  if (!url || url.hostname === '') return undefined;
  const labels = url.hostname.split('.');
  const last = labels.at(-1) ?? '';
  const named = labels.length >= 2 && labels.every((label) => LABEL.test(label)) && /[a-z]/.test(last);
  return named ? url.hostname : undefined;
}

/** A zod schema for one bare address; the output is canonical (see {@link parseAddress}). */
export const emailAddress = z
  .string()
  .max(320, 'must be at most 320 characters')
  .transform((input, context) => {
    const address = parseAddress(input);
    if (address === undefined) {
      context.addIssue({ code: 'custom', message: 'must be one plain address such as name@example.com' });
      return z.NEVER;
    }
    return address;
  })
  .meta({ description: 'One plain email address', examples: ['name@example.com'] });
export type EmailAddress = z.output<typeof emailAddress>;

/** An address as it may be shown without the `content` scope: `j•••@example.com`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(at)}`;
}
