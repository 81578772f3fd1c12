import {
  SESv2Client,
  type SESv2ClientConfig,
  SendEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2';
import { type Call, createCallOnceHandler, type HandlerOptions } from './call-once.ts';
import { checkMessage } from './check-message.ts';
import { DeliveryError } from './delivery-error.ts';
import { formatMailbox } from './encode-header.ts';
import { translateSesError } from './translate-ses-error.ts';
import type { OutgoingMessage, Transport } from './transport.ts';

export type SesTransportOptions = {
  region: string;
  /** Another address than AWS's for the region, such as the simulator's. */
  endpoint?: string | undefined;
  /** Left out, the SDK's default chain finds them (environment, profile, role of the machine). */
  credentials?: SESv2ClientConfig['credentials'];
  /** For connecting, with the TLS handshake. Default 5,000. */
  connectTimeoutMs?: number | undefined;
  /** From the first byte written to the last one read. Default 15,000. */
  timeoutMs?: number | undefined;
  /** Connections at once, kept alive between calls. Default 32. */
  maxSockets?: number | undefined;
};

/**
 * Sends by SES v2 `SendEmail` with Simple content. It makes its own client: one made elsewhere could retry, and its
 * request handler would not tell what was written. TLS towards the recipients' servers is a setting of the
 * configuration set (`TlsPolicy: REQUIRE`), SendEmail has none for it.
 */
export function createSesTransport(options: SesTransportOptions): Transport {
  const handler = createCallOnceHandler({
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    timeoutMs: options.timeoutMs ?? 15_000,
    maxSockets: options.maxSockets ?? 32,
  });
  const client = new SESv2Client({
    region: options.region,
    // SES has no idempotency token: a second POST after a reset is a second email.
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: handler,
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
    ...(options.credentials !== undefined && { credentials: options.credentials }),
  });

  return {
    name: 'ses',
    async send(message, { beforeWrite, signal } = {}) {
      checkMessage(message);
      if (signal?.aborted) throw new DeliveryError('connection_failed', { cause: signal.reason });
      const stopped: { reason: unknown }[] = [];
      const call: Call = {
        started: false,
        written: false,
        signal,
        async beforeWrite() {
          try {
            await beforeWrite?.();
          } catch (reason) {
            // Kept aside: the SDK writes on errors that pass through it.
            stopped.push({ reason });
            throw new Error('stopped before writing');
          }
        },
      };
      const handlerOptions: HandlerOptions = { call };
      try {
        const { MessageId } = await client.send(new SendEmailCommand(toInput(message)), handlerOptions);
        if (!MessageId) throw new DeliveryError('provider_error');
        return { providerMessageId: MessageId };
      } catch (error) {
        if (stopped[0]) throw stopped[0].reason;
        throw translateSesError(error, call);
      }
    },
    async close() {
      client.destroy();
    },
  };
}

function toInput(message: OutgoingMessage): SendEmailCommandInput {
  const content = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return {
    FromEmailAddress: formatMailbox(message.from),
    Destination: {
      ToAddresses: [...message.to],
      CcAddresses: [...(message.cc ?? [])],
      BccAddresses: [...(message.bcc ?? [])],
    },
    ReplyToAddresses: [...(message.replyTo ?? [])],
    ConfigurationSetName: message.configurationSet,
    EmailTags: Object.entries(message.tags).map(([Name, Value]) => ({ Name, Value })),
    Content: {
      Simple: {
        Subject: content(message.subject),
        Body: { Html: content(message.html), Text: content(message.text) },
        Headers: message.headers?.map(({ name, value }) => ({ Name: name, Value: value })),
        Attachments: message.attachments?.map(({ fileName, contentType, content: bytes }) => ({
          FileName: fileName,
          ContentType: contentType,
          ContentDisposition: 'ATTACHMENT',
          ContentTransferEncoding: 'BASE64',
          RawContent: bytes,
        })),
      },
    },
  };
}
