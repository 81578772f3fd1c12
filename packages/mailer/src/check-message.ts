import { parseAddress } from '@carepost/contracts';
import type { OutgoingMessage } from './transport.ts';

/** A message that no transport may send. It names the field and the rule, never the value (which may be PHI). */
export class MessageInvalidError extends RangeError {
  override readonly name = 'MessageInvalidError';
  readonly field: string;

  constructor(field: string, rule: string) {
    super(`The message's ${field} ${rule}.`);
    this.field = field;
  }
}

const MAX_RECIPIENTS = 50;
// Line and paragraph separators count as line ends in enough parsers to be worth refusing with CR, LF and NUL.
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
// RFC 5322 §2.2: printable ASCII without the colon; SES allows 126 characters.
const HEADER_NAME = /^[!-9;-~]{1,126}$/;
const HEADER_VALUE = /^[ -~]+$/;
const TAG = /^[A-Za-z0-9_-]{1,256}$/;
// RFC 2045 §5.1, a type and its parameters.
const CONTENT_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;[ -~]*)?$/;
// A second copy of one of these would add a recipient, forge the sender or break the MIME structure.
const OWN_HEADERS =
  /^(?:from|sender|to|cc|bcc|reply-to|subject|date|message-id|return-path|received|dkim-signature|mime-version|content-.*|resent-.*|x-ses-.*|x-carepost-.*)$/i;

/**
 * The one guard in front of every transport: what passes can be written into a header or an envelope as it is.
 * @throws MessageInvalidError
 */
export function checkMessage(message: OutgoingMessage): void {
  checkRecipients(message);
  checkAddress(message.from.address, 'from.address');
  if (message.from.name !== undefined) checkLine(message.from.name, 'from.name');
  for (const [n, address] of (message.replyTo ?? []).entries()) checkAddress(address, `replyTo[${n}]`);
  checkLine(message.subject, 'subject');
  for (const part of ['html', 'text'] as const) {
    refuse(!message[part].isWellFormed() || message[part].includes('\0'), part, 'must be well-formed text');
  }
  for (const [n, header] of (message.headers ?? []).entries()) checkHeader(header, n);
  for (const [n, { fileName, contentType }] of (message.attachments ?? []).entries()) {
    checkLine(fileName, `attachments[${n}].fileName`);
    refuse(fileName === '', `attachments[${n}].fileName`, 'must not be empty');
    const typed = CONTENT_TYPE.test(contentType) && !/^multipart\//i.test(contentType);
    refuse(!typed, `attachments[${n}].contentType`, 'must be a MIME type of one part');
  }
  for (const [name, value] of Object.entries(message.tags)) {
    refuse(!TAG.test(name) || !TAG.test(value), 'tags', 'may hold A-Z, a-z, 0-9, _ and -, 1 to 256 of them');
  }
}

function checkRecipients(message: OutgoingMessage): void {
  refuse(message.to.length === 0, 'to', 'must name at least one recipient');
  let count = 0;
  for (const kind of ['to', 'cc', 'bcc'] as const) {
    for (const [n, address] of (message[kind] ?? []).entries()) checkAddress(address, `${kind}[${n}]`);
    count += message[kind]?.length ?? 0;
  }
  refuse(count > MAX_RECIPIENTS, 'to', `may have ${MAX_RECIPIENTS} recipients at most, with cc and bcc`);
}

function checkAddress(address: string, field: string): void {
  refuse(parseAddress(address) !== address, field, 'must be one plain canonical address');
}

function checkHeader({ name, value }: { name: string; value: string }, n: number): void {
  refuse(!HEADER_NAME.test(name), `headers[${n}].name`, 'must be printable ASCII without a colon');
  refuse(OWN_HEADERS.test(name), `headers[${n}].name`, 'must not be one that the transport writes itself');
  refuse(!HEADER_VALUE.test(value), `headers[${n}].value`, 'must be one line of printable ASCII');
  // SES v2 `MessageHeader`: name and value together; RFC 5322 §2.1.1 allows 998 a line.
  refuse(name.length + value.length > 996, `headers[${n}]`, 'may have 996 characters at most');
}

function checkLine(text: string, field: string): void {
  refuse(CONTROL.test(text) || !text.isWellFormed(), field, 'must be one line of well-formed text');
}

function refuse(wrong: boolean, field: string, rule: string): void {
  if (wrong) throw new MessageInvalidError(field, rule);
}
