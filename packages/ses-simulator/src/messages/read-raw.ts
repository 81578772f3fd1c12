import { createHash } from 'node:crypto';
import { type AddressObject, type EmailAddress, simpleParser } from 'mailparser';
import { badRequest } from '../http/aws-error.ts';
import type { SendEmailInput } from '../operations/sending/send-email-input.ts';
import { checkTags } from '../rules/check-tags.ts';
import { parseMailbox } from './parse-mailbox.ts';
import type { DraftMessage } from './received-message.ts';
import { isInfected } from './scan-for-virus.ts';

/**
 * A message given as `Content.Raw`: MIME parsed for real. Sender and recipients come from the request or else from
 * the headers, and so do tags and configuration set (`X-SES-MESSAGE-TAGS`, `X-SES-CONFIGURATION-SET`).
 * @throws AwsError BadRequestException
 */
export async function readRaw(
  input: SendEmailInput,
  data: string,
  requestTags: Record<string, string>,
): Promise<DraftMessage> {
  const bytes = Buffer.from(data, 'base64');
  const mail = await simpleParser(bytes, {
    skipImageLinks: true,
    skipTextToHtml: true,
    skipHtmlToText: true,
  });
  if (mail.headerLines.length === 0) throw badRequest('The raw message has no header.');
  const from = input.FromEmailAddress ?? mail.from?.value.map(written)[0];
  if (!from) throw badRequest("Missing required header 'From'.");
  parseMailbox(from);
  const named = Object.values(input.Destination ?? {}).some((list) => Array.isArray(list) && list.length > 0);
  const destination = named ? input.Destination : undefined;
  const headers = mail.headerLines.map(({ line }) => splitHeader(line));
  const header = (name: string) => headers.find((entry) => entry.name.toLowerCase() === name)?.value;
  // A destination in the request replaces all recipients of the header, Bcc included.
  return {
    from,
    to: destination ? (destination.ToAddresses ?? []).map(bare) : addresses(mail.to),
    cc: destination ? (destination.CcAddresses ?? []).map(bare) : addresses(mail.cc),
    bcc: destination ? (destination.BccAddresses ?? []).map(bare) : addresses(mail.bcc),
    replyTo: mail.replyTo?.value.map(written) ?? [],
    subject: mail.subject ?? '',
    html: mail.html || null,
    text: mail.text ?? null,
    headers: headers.filter(({ name }) => !/^(bcc|x-ses-.*)$/i.test(name)),
    attachments: mail.attachments.map((file) => ({
      fileName: file.filename ?? '',
      contentType: file.contentType,
      size: file.size,
      disposition: file.contentDisposition === 'inline' ? 'inline' : 'attachment',
      contentId: file.cid ?? null,
      sha256: createHash('sha256').update(file.content).digest('hex'),
    })),
    tags: { ...headerTags(header('x-ses-message-tags')), ...requestTags },
    configurationSet: input.ConfigurationSetName ?? header('x-ses-configuration-set') ?? null,
    size: bytes.length,
    verdict: {
      kind: [mail.text ?? '', ...mail.attachments.map(({ content }) => content)].some(isInfected)
        ? 'infected'
        : 'sent',
    },
  };
}

function bare(mailbox: string): string {
  return parseMailbox(mailbox).address;
}

function addresses(field: AddressObject | AddressObject[] | undefined): string[] {
  return [field ?? []]
    .flat()
    .flatMap(({ value }) => value.flatMap(ungroup).map(({ address }) => bare(address ?? '')));
}

function ungroup(entry: EmailAddress): EmailAddress[] {
  return entry.group ?? [entry];
}

function written({ name, address }: EmailAddress): string {
  return name ? `"${name.replace(/["\\]/g, '\\$&')}" <${address ?? ''}>` : (address ?? '');
}

function splitHeader(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  return {
    name: line.slice(0, colon).trim(),
    value: line
      .slice(colon + 1)
      .replace(/\r?\n[ \t]+/g, ' ')
      .trim(),
  };
}

function headerTags(value: string | undefined): Record<string, string> {
  const pairs = (value ?? '').split(',').filter((pair) => pair.trim() !== '');
  return checkTags(
    pairs.map((pair) => {
      const [name = '', text = ''] = pair.split('=', 2);
      return { Name: name.trim(), Value: text.trim() };
    }),
  );
}
