import { createHash, randomUUID } from 'node:crypto';
import { badRequest } from '../http/aws-error.ts';
import type { SendEmailInput, SimpleContent } from '../operations/sending/send-email-input.ts';
import { checkHeaders } from '../rules/check-headers.ts';
import { parseMailbox } from './parse-mailbox.ts';
import type { DraftMessage } from './received-message.ts';
import { isInfected } from './scan-for-virus.ts';

const CRLF_EVERY = 76;

/**
 * A message given as `Content.Simple`, with the headers SES would compose for it.
 * @throws AwsError BadRequestException
 */
export function readSimple(
  input: SendEmailInput,
  content: SimpleContent,
  tags: Record<string, string>,
): DraftMessage {
  const { FromEmailAddress: from } = input;
  if (!from) throw badRequest('FromEmailAddress is required for a simple message.');
  parseMailbox(from);
  const html = content.Body.Html?.Data || null;
  const text = content.Body.Text?.Data || null;
  if (html === null && text === null) throw badRequest('Body must have a Text or an Html part.');
  if (/[\r\n]/.test(content.Subject.Data)) throw badRequest('Subject must be one line.');
  checkHeaders(content.Headers ?? []);
  const files = (content.Attachments ?? []).map((file) => ({
    file,
    bytes: Buffer.from(file.RawContent, 'base64'),
  }));
  const to = input.Destination?.ToAddresses ?? [];
  const cc = input.Destination?.CcAddresses ?? [];
  const replyTo = input.ReplyToAddresses ?? [];
  for (const address of replyTo) parseMailbox(address);
  const headers = [
    { name: 'From', value: from },
    ...(to.length > 0 ? [{ name: 'To', value: to.join(', ') }] : []),
    ...(cc.length > 0 ? [{ name: 'Cc', value: cc.join(', ') }] : []),
    ...(replyTo.length > 0 ? [{ name: 'Reply-To', value: replyTo.join(', ') }] : []),
    { name: 'Subject', value: content.Subject.Data },
    { name: 'MIME-Version', value: '1.0' },
    { name: 'Content-Type', value: contentType(html, text, files.length > 0) },
    ...(content.Headers ?? []).map(({ Name, Value }) => ({ name: Name, value: Value })),
  ];
  return {
    from,
    to: to.map(bare),
    cc: cc.map(bare),
    bcc: (input.Destination?.BccAddresses ?? []).map(bare),
    replyTo,
    subject: content.Subject.Data,
    html,
    text,
    headers,
    attachments: files.map(({ file, bytes }) => ({
      fileName: file.FileName,
      contentType: file.ContentType ?? 'application/octet-stream',
      size: bytes.length,
      disposition: file.ContentDisposition === 'INLINE' ? 'inline' : 'attachment',
      contentId: file.ContentId ?? null,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
    tags,
    configurationSet: input.ConfigurationSetName ?? null,
    size:
      headers.reduce((sum, { name, value }) => sum + name.length + encodedLength(value) + 4, 0) +
      encodedLength(html) +
      encodedLength(text) +
      files.reduce((sum, { bytes }) => sum + base64Length(bytes.length), 0),
    verdict: {
      kind: [html ?? '', text ?? '', ...files.map(({ bytes }) => bytes)].some(isInfected)
        ? 'infected'
        : 'sent',
    },
  };
}

function bare(mailbox: string): string {
  return parseMailbox(mailbox).address;
}

function contentType(html: string | null, text: string | null, withFiles: boolean): string {
  const boundary = `----=_Part_${randomUUID()}`;
  if (withFiles) return `multipart/mixed; boundary="${boundary}"`;
  if (html !== null && text !== null) return `multipart/alternative; boundary="${boundary}"`;
  return html === null ? 'text/plain; charset=UTF-8' : 'text/html; charset=UTF-8';
}

// ASCII text travels as it is, anything else in base64.
function encodedLength(text: string | null): number {
  if (text === null) return 0;
  const bytes = Buffer.byteLength(text);
  return bytes === text.length ? bytes : base64Length(bytes);
}

function base64Length(bytes: number): number {
  const length = Math.ceil(bytes / 3) * 4;
  return length + Math.ceil(length / CRLF_EVERY) * 2;
}
