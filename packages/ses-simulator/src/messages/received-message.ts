import type { Verdict } from '../events/plan-events.ts';

/** A message the simulator accepted, parsed. Addresses are bare, as the sender wrote them. */
export type ReceivedMessage = {
  messageId: string;
  operation: 'SendEmail' | 'SendBulkEmail';
  acceptedAt: string;
  /** The From header, with its display name. */
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyTo: string[];
  subject: string;
  html: string | null;
  text: string | null;
  headers: { name: string; value: string }[];
  attachments: ReceivedAttachment[];
  tags: Record<string, string>;
  configurationSet: string | null;
};

/** Name, type and size of an attachment; its bytes are not kept. */
export type ReceivedAttachment = {
  fileName: string;
  contentType: string;
  size: number;
  disposition: 'attachment' | 'inline';
  contentId: string | null;
  sha256: string;
};

/** What `Content` and the addresses of a SendEmail request come to, before it is accepted. */
export type DraftMessage = Omit<ReceivedMessage, 'messageId' | 'operation' | 'acceptedAt'> & {
  /** Bytes of the whole message after encoding. */
  size: number;
  verdict: Verdict;
};

export function recipientsOf(message: Pick<ReceivedMessage, 'to' | 'cc' | 'bcc'>): string[] {
  return [...message.to, ...message.cc, ...message.bcc];
}
