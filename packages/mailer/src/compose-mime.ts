import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { encodeWords, looksEncoded } from './encode-header.ts';
import type { OutgoingMessage } from './transport.ts';

/**
 * The bytes of a message as SMTP carries it, and the Message-ID in it. The id is made of the attempt's tag, so that a
 * bounce can be matched. Bcc is left out: it belongs to the envelope only.
 */
export async function composeMime(message: OutgoingMessage): Promise<{ messageId: string; bytes: Buffer }> {
  const { from } = message;
  const messageId = `${message.tags.attempt_id ?? randomUUID()}@${from.address.slice(from.address.lastIndexOf('@') + 1)}`;
  // Objects, never strings: nodemailer parses a string as a list of addresses.
  const list = (addresses: readonly string[] = []) => addresses.map((address) => ({ address, name: '' }));
  const composer = new MailComposer({
    messageId: `<${messageId}>`,
    from: { address: from.address, name: literal(from.name ?? '') },
    to: list(message.to),
    cc: list(message.cc),
    replyTo: list(message.replyTo),
    subject: literal(message.subject),
    text: message.text,
    html: message.html,
    headers: [
      ...(message.headers ?? []).map(({ name, value }) => ({ key: name, value })),
      ...Object.entries(message.tags).map(([name, value]) => ({ key: `X-Carepost-${name}`, value })),
    ],
    attachments: (message.attachments ?? []).map(({ fileName, contentType, content }) => ({
      filename: fileName,
      contentType,
      content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
      contentTransferEncoding: 'base64',
      contentDisposition: 'attachment',
    })),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { messageId, bytes: await composer.compile().build() };
}

// nodemailer encodes what has to be, but leaves text alone that is an encoded word already: it would arrive decoded.
function literal(text: string): string {
  return looksEncoded(text) ? encodeWords(text) : text;
}
