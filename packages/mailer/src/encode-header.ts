// RFC 5322 §3.2.3 atoms with single spaces between them need no quotes.
const ATOMS = /^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/;
const ASCII = /^[ -~]*$/;
// An encoded word may be 75 characters long (RFC 2047 §2): 12 for `=?UTF-8?B?` and `?=`, 60 of base64, 45 bytes.
const BYTES_A_WORD = 45;

/**
 * `Name <address>` in pure ASCII, as a header or SES's FromEmailAddress takes it: specials quoted (RFC 5322 §3.2.4),
 * everything else in encoded words (RFC 2047). Expects what `checkMessage` passed.
 */
export function formatMailbox({ address, name }: { address: string; name?: string }): string {
  if (name === undefined || name.trim() === '') return address;
  return `${formatPhrase(name)} <${address}>`;
}

function formatPhrase(name: string): string {
  if (!ASCII.test(name) || looksEncoded(name)) return encodeWords(name);
  return ATOMS.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/** Text that would arrive as something else, were it written as it is. */
export function looksEncoded(text: string): boolean {
  return text.includes('=?');
}

/** Any text as encoded words (RFC 2047). */
export function encodeWords(text: string): string {
  const words: string[] = [];
  let word = '';
  // By code point: a character must not be split between two words (RFC 2047 §5).
  for (const character of text) {
    if (Buffer.byteLength(word + character) > BYTES_A_WORD) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words.map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join(' ');
}
