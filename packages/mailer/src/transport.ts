import type { TransportName } from '@carepost/contracts';

/** A composed email on its way to a transport. Addresses are bare and canonical (see `parseAddress`), never `Name <address>`. */
export type OutgoingMessage = {
  from: { address: string; name?: string };
  to: readonly string[];
  cc?: readonly string[];
  bcc?: readonly string[];
  replyTo?: readonly string[];
  subject: string;
  html: string;
  text: string;
  /** Extra headers; names and values are ASCII, one line. Headers the transport writes itself are refused (see `checkMessage`). */
  headers?: readonly { name: string; value: string }[];
  attachments?: readonly OutgoingAttachment[];
  /** The SES configuration set; other transports ignore it. */
  configurationSet?: string;
  /** Come back in every SES event: `[A-Za-z0-9_-]`, at most 256 characters. Other transports send them as X-Carepost- headers. */
  tags: Readonly<Record<string, string>>;
};

/** Always bytes: a path or URL is never read on a caller's behalf. */
export type OutgoingAttachment = {
  fileName: string;
  contentType: string;
  content: Uint8Array;
};

export type SendOptions = {
  /** Ends the call; the error says `connection_lost` when the request was already written, else `connection_failed`. */
  signal?: AbortSignal;
  /**
   * Called when the message is signed and the connection is up, right before its first byte leaves. A rejection stops
   * the call with nothing sent, and is passed on as it is: this is where a worker checks its lease once more.
   */
  beforeWrite?: () => Promise<void>;
};

/** A way out. One call to `send` is at most one request to the provider: retries belong to the queue alone. */
export interface Transport {
  readonly name: TransportName;
  /**
   * Hands the message over, to all of its recipients or to none.
   * @throws MessageInvalidError when the message is refused before anything leaves.
   * @throws DeliveryError for everything the provider or the network did.
   */
  send(message: OutgoingMessage, options?: SendOptions): Promise<{ providerMessageId: string }>;
  close(): Promise<void>;
}
