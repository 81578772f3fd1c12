import type { DeliveryErrorCode } from '@carepost/contracts';
import { DeliveryError } from './delivery-error.ts';

/** How far a conversation got; see `sendOverSmtp`. */
export type SmtpProgress = {
  /** MAIL FROM was sent: from here on a reply speaks about the message, before it about the connection. */
  envelopeSent: boolean;
  /** The content is out and its final dot may be: without an answer nobody knows. */
  contentWritten: boolean;
};

// Node's names for a certificate that does not hold (tls, "X509 certificate error codes") and for a failed handshake.
const TLS_PROBLEM = /CERT|^ERR_(?:TLS|SSL)_|^UNABLE_TO_|^CRL_|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)/;
// Authentication required, too weak, or failed (RFC 4954 §6).
const AUTHENTICATION = new Set([530, 534, 535, 538]);

/** What an error of nodemailer's SMTP connection means: reply codes by RFC 5321 §4.2.1, the rest by how far it got. */
export function translateSmtpError(error: unknown, progress: SmtpProgress): unknown {
  if (error instanceof DeliveryError || !(error instanceof Error)) return error;
  return new DeliveryError(readCode(error, progress), { cause: error });
}

function readCode(error: Error, progress: SmtpProgress): DeliveryErrorCode {
  const code = stringField(error, 'code');
  const reply = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : 0;

  if (code === 'ETLS' || TLS_PROBLEM.test(stringField(error, 'originalCode'))) {
    return progress.contentWritten ? 'connection_lost' : 'tls_required';
  }
  if (reply >= 400) {
    if (reply < 500) return 'throttled';
    if (code === 'EAUTH' || AUTHENTICATION.has(reply)) return 'credentials_refused';
    if (!progress.envelopeSent) return 'connection_failed';
    if (stringField(error, 'command') === 'RCPT TO') return 'recipient_rejected';
    // 552 is the SIZE extension's word for too large (RFC 1870 §6).
    return reply === 552 ? 'limit_exceeded' : 'message_rejected';
  }
  if (progress.contentWritten) return 'connection_lost';
  if (code === 'EAUTH') return 'credentials_refused';
  // Said by nodemailer itself, from the SIZE the server announced.
  return code === 'EMESSAGE' ? 'limit_exceeded' : 'connection_failed';
}

function stringField(error: Error, name: 'code' | 'originalCode' | 'command'): string {
  const value = Object.entries(error).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : '';
}
