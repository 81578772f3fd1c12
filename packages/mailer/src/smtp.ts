import { checkMessage } from './check-message.ts';
import { composeMime } from './compose-mime.ts';
import { sendOverSmtp } from './send-over-smtp.ts';
import type { Transport } from './transport.ts';

export type SmtpTransportOptions = {
  host: string;
  port: number;
  /** TLS from the first byte (usually port 465). Otherwise STARTTLS is required. */
  secure?: boolean | undefined;
  user?: string | undefined;
  password?: string | undefined;
  /** Plain text to a server on this machine, for development. Without effect for any other host. */
  allowInsecureLoopback?: boolean | undefined;
  /** PEM of a private certificate authority, trusted instead of the public ones. */
  certificateAuthority?: string | undefined;
  /** For connecting, with greeting and TLS handshake. Default 10,000. */
  connectTimeoutMs?: number | undefined;
  /** Silence of the server that ends a conversation. Default 60,000; RFC 5321 §4.5.3.2 lets servers take longer. */
  timeoutMs?: number | undefined;
};

/**
 * Sends by SMTP, one connection a message, under TLS 1.2 or later. The `providerMessageId` is the Message-ID written
 * into the message. When one recipient is refused nobody gets the message; `DeliveryError.rejected` says who it was.
 */
export function createSmtpTransport(options: SmtpTransportOptions): Transport {
  const insecure = options.allowInsecureLoopback === true && !options.secure && isLoopback(options.host);
  const connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
  const connection = {
    host: options.host,
    port: options.port,
    secure: options.secure ?? false,
    requireTLS: !insecure,
    ignoreTLS: insecure,
    tls: {
      minVersion: 'TLSv1.2' as const,
      ...(options.certificateAuthority !== undefined && { ca: options.certificateAuthority }),
    },
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    socketTimeout: options.timeoutMs ?? 60_000,
    socketCloseTimeout: 1_000,
  };
  const auth = options.user === undefined ? undefined : { user: options.user, pass: options.password ?? '' };

  return {
    name: 'smtp',
    async send(message, sendOptions) {
      checkMessage(message);
      const { messageId, bytes } = await composeMime(message);
      const to = [...new Set([...message.to, ...(message.cc ?? []), ...(message.bcc ?? [])])];
      await sendOverSmtp({
        ...sendOptions,
        connection,
        auth,
        envelope: { from: message.from.address, to },
        content: bytes,
      });
      return { providerMessageId: messageId };
    },
    async close() {},
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
