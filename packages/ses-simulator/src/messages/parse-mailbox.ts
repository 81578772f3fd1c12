import { parseAddress } from '@carepost/contracts';
import { badRequest } from '../http/aws-error.ts';

// `Name <address>` with the name quoted, or plain without the characters that would need quotes (RFC 5322 §3.4).
const NAMED = /^\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>[^"<>(),:;@\\[\]]*))\s*<(?<address>[^<>]*)>\s*$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get into a header
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * One mailbox, bare or with a display name. SES takes ASCII domains only (internationalised ones as punycode).
 * Stricter than SES in one point: quoted local parts are refused.
 * @throws AwsError BadRequestException
 */
export function parseMailbox(input: string): { address: string; name: string | undefined } {
  if (CONTROL.test(input)) throw badRequest('Local address contains control or whitespace');
  const named = NAMED.exec(input)?.groups;
  const address = (named?.address ?? input).trim();
  const at = address.lastIndexOf('@');
  if (at < 0 || at === address.length - 1) throw badRequest("Missing final '@domain'");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
  if (/[^\u0000-\u007f]/.test(address.slice(at))) throw badRequest('Domain contains illegal character');
  if (parseAddress(address) === undefined) throw badRequest('Illegal address');
  const name = named?.quoted?.replace(/\\(.)/g, '$1') ?? named?.plain?.trim();
  return { address, name: name === '' ? undefined : name };
}
