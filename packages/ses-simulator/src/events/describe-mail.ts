import type { SesEvent } from '@carepost/contracts';
import { parseMailbox } from '../messages/parse-mailbox.ts';
import { type ReceivedMessage, recipientsOf } from '../messages/received-message.ts';
import type { Settings } from '../settings.ts';

// SES leaves out what goes past 10 KB of headers (Amazon SES Developer Guide, "Event data": headersTruncated).
const MAX_HEADER_BYTES = 10 * 1024;

/** The `mail` object that every event of a message carries. */
export function describeMail(message: ReceivedMessage, settings: Settings): SesEvent['mail'] {
  const sender = parseMailbox(message.from).address;
  const { headers, truncated } = truncate(message.headers);
  const header = (name: string) => message.headers.find((entry) => entry.name.toLowerCase() === name)?.value;
  return {
    timestamp: message.acceptedAt,
    source: message.from,
    sourceArn: `arn:aws:ses:${settings.region}:${settings.accountId}:identity/${sender}`,
    sendingAccountId: settings.accountId,
    messageId: message.messageId,
    destination: recipientsOf(message),
    headersTruncated: truncated,
    headers,
    commonHeaders: {
      from: [message.from],
      ...(message.replyTo.length > 0 ? { replyTo: message.replyTo } : {}),
      ...(header('to') === undefined ? {} : { to: message.to }),
      ...(header('cc') === undefined ? {} : { cc: message.cc }),
      messageId: message.messageId,
      subject: message.subject,
    },
    tags: {
      'ses:source-tls-version': ['TLSv1.3'],
      'ses:operation': [message.operation],
      ...(message.configurationSet === null ? {} : { 'ses:configuration-set': [message.configurationSet] }),
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [sender.slice(sender.lastIndexOf('@') + 1)],
      'ses:caller-identity': ['carepost-simulator'],
      ...Object.fromEntries(Object.entries(message.tags).map(([name, value]) => [name, [value]])),
    },
  };
}

function truncate(headers: ReceivedMessage['headers']): {
  headers: ReceivedMessage['headers'];
  truncated: boolean;
} {
  let bytes = 0;
  const kept = headers.filter(({ name, value }) => {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value) + 4;
    return bytes <= MAX_HEADER_BYTES;
  });
  return { headers: kept, truncated: kept.length < headers.length };
}
