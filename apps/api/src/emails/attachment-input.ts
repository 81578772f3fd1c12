import { z } from 'zod';

const MIB = 1024 * 1024;
/** Of one email, decoded. SES takes 40 MB after base64, bodies included. */
const MAX_TOTAL_BYTES = 25 * MIB;
const MAX_FILES = 10;
const TOO_MUCH = 'must be at most 25 MiB together';

// Documents and pictures. Nothing that runs or that a mail client renders as a page: no archives, HTML or SVG.
const extensions = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'text/plain': ['txt'],
  'text/csv': ['csv'],
  'text/calendar': ['ics'],
  'text/vcard': ['vcf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
} as const satisfies Record<string, readonly string[]>;

const contentTypes = Object.keys(extensions) as [keyof typeof extensions];

// Cc and Cf hold line breaks, NUL and the signs that turn text around (a "cod.exe" that reads "exe.doc"); Cs lone surrogates.
const NOT_IN_A_FILE_NAME = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029/\\:]/u;

const attachment = z
  .strictObject({
    fileName: z
      .string()
      .min(1, 'must not be empty')
      .max(150, { message: 'must be at most 150 characters', abort: true })
      .refine(
        (name) => !NOT_IN_A_FILE_NAME.test(name) && name.trim() === name,
        'must be the plain name of a file on one line, without a path',
      ),
    contentType: z.enum(contentTypes),
    content: z
      .string()
      .min(1, 'must not be empty')
      .max(Math.ceil(MAX_TOTAL_BYTES / 3) * 4, { message: TOO_MUCH, abort: true })
      // Compared whole, since a pattern over megabytes can exhaust the stack; this also refuses line breaks and other spellings.
      .refine((content) => Buffer.from(content, 'base64').toString('base64') === content, 'must be base64')
      .describe('The bytes in base64 (RFC 4648 §4), without line breaks'),
  })
  .superRefine(({ fileName, contentType }, context) => {
    const allowed: readonly string[] = extensions[contentType];
    const extension = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase();
    if (!allowed.includes(extension)) {
      const message = `must end in .${allowed.join(' or .')}, as its contentType says`;
      context.addIssue({ code: 'custom', message, path: ['fileName'] });
    }
  });
export type AttachmentInput = z.output<typeof attachment>;

/** Files of a send, always bytes: a path or an address is never read on a caller's behalf. */
export const attachmentsInput = z
  .array(attachment)
  .max(MAX_FILES, { abort: true })
  .refine(
    (files) => files.reduce((sum, { content }) => sum + decodedLength(content), 0) <= MAX_TOTAL_BYTES,
    TOO_MUCH,
  )
  .describe('At most 10 files, 25 MiB together; erased once the email was sent');

/** How many bytes a base64 text stands for. */
export function decodedLength(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}
