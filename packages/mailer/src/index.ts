/**
 * The ways out: one port (`Transport`) and what stands behind it. Nothing here retries; one `send` is at most one
 * request. The shared suite for transports is `@carepost/mailer/transport-contract`.
 */
export { checkMessage, MessageInvalidError } from './check-message.ts';
export { DeliveryError } from './delivery-error.ts';
export { createMemoryTransport, type MemoryTransport } from './memory.ts';
export { createSesTransport, type SesTransportOptions } from './ses.ts';
export { createSmtpTransport, type SmtpTransportOptions } from './smtp.ts';
export type { OutgoingAttachment, OutgoingMessage, SendOptions, Transport } from './transport.ts';
