import fc from 'fast-check';
import type { OutgoingMessage } from './transport.ts';

/** A message that is fine as it is; `part` changes what a test is about. */
export function sample(part: Partial<OutgoingMessage>): OutgoingMessage {
  return {
    from: { address: 'noreply@clinic.example', name: 'Northside Clinic' },
    to: ['ada@clinic.example'],
    subject: 'Your appointment',
    html: '<p>See you soon.</p>',
    text: 'See you soon.',
    tags: { email_id: '0190', attempt_id: '0190_1' },
    ...part,
  };
}

const BREAKS = {
  CRLF: 'secret\r\nBcc: eve@evil.example',
  LF: 'secret\nx',
  NUL: 'secret\0',
  'a lone surrogate': 'secret\ud83d',
};
const attachment = (fileName: string) => ({
  fileName,
  contentType: 'text/plain',
  content: new Uint8Array(1),
});
const ref = (n: number) => `p${n}@clinic.example`;

/** What no transport may send: what is wrong, the field an error has to name, and the part that makes it so. */
export const invalidMessages: [what: string, field: string, part: Partial<OutgoingMessage>][] = [
  ...Object.entries(BREAKS).flatMap(([what, text]): [string, string, Partial<OutgoingMessage>][] => [
    [`${what} in the subject`, 'subject', { subject: text }],
    [`${what} in the display name`, 'from.name', { from: { address: 'noreply@clinic.example', name: text } }],
    [`${what} in a header's name`, 'headers[0].name', { headers: [{ name: text, value: 'x' }] }],
    [`${what} in a header's value`, 'headers[0].value', { headers: [{ name: 'X-A', value: text }] }],
    [`${what} in a file name`, 'attachments[0].fileName', { attachments: [attachment(text)] }],
    [`${what} in a recipient`, 'to[0]', { to: [`secret@clinic.example${text.slice(6)}`] }],
    [`${what} in a tag`, 'tags', { tags: { email_id: text } }],
  ]),
  ['a second recipient inside an address', 'to[0]', { to: ['secret@a.example, eve@evil.example'] }],
  ['a display name inside an address', 'cc[0]', { cc: ['Secret <secret@a.example>'] }],
  ['a header that adds recipients', 'headers[0].name', { headers: [{ name: 'bcc', value: 'e@e.example' }] }],
  ['no recipient', 'to', { to: [] }],
  [
    'more than 50 recipients, counted over to, cc and bcc',
    'to',
    {
      to: Array.from({ length: 20 }, (_, n) => ref(n)),
      bcc: Array.from({ length: 31 }, (_, n) => ref(n + 20)),
    },
  ],
];

/** One line as `checkMessage` lets it through, with the white space a header keeps: single blanks inside. */
export const subjectLines = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 120 })
  .map((text) =>
    text
      .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .filter((text) => text !== '');
