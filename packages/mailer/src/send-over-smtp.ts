import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { DeliveryError } from './delivery-error.ts';
import { type SmtpProgress, translateSmtpError } from './translate-smtp-error.ts';
import type { SendOptions } from './transport.ts';

export type SmtpJob = SendOptions & {
  connection: SMTPConnection.Options;
  auth: { user: string; pass: string } | undefined;
  envelope: { from: string; to: string[] };
  content: Buffer;
};

/**
 * One conversation with an SMTP server, all recipients or none. nodemailer would go on when *some* recipients are
 * accepted; here the content is a stream that is first read when the server has answered every RCPT and DATA, and it
 * breaks off when one was refused. A server must drop a message whose final dot never came (RFC 5321 §4.1.1.4).
 */
export async function sendOverSmtp(job: SmtpJob): Promise<void> {
  const progress: SmtpProgress = { envelopeSent: false, contentWritten: false };
  const stopped: { reason: unknown }[] = [];
  const connection = new SMTPConnection(job.connection);
  const onAbort = () => connection.close();

  // nodemailer keeps its book in the envelope it is given.
  const envelope: SMTPConnection.Envelope & { rejected?: string[]; rejectedErrors?: Error[] } = {
    ...job.envelope,
    size: job.content.byteLength,
  };
  async function* content() {
    try {
      if (!envelope.rejected || !envelope.rejectedErrors) {
        throw new TypeError('nodemailer no longer reports refused recipients in the envelope');
      }
      refuseIfRejected(envelope.rejected, envelope.rejectedErrors);
      await job.beforeWrite?.();
    } catch (reason) {
      // Kept aside: nodemailer writes on the errors of a stream.
      stopped.push({ reason });
      throw new Error('stopped before the content');
    }
    yield job.content;
    // The reader asks for more: the content is in its hands, and the final dot follows without asking us.
    progress.contentWritten = true;
  }

  try {
    await new Promise<void>((resolve, reject) => {
      connection.on('error', reject);
      // Also after an abort; whatever failed first has won by then.
      connection.once('end', () => reject(new Error('the conversation ended')));
      job.signal?.addEventListener('abort', onAbort, { once: true });
      if (job.signal?.aborted) return onAbort();
      connection.connect((refused) => {
        if (refused) return reject(refused);
        const send = () => {
          progress.envelopeSent = true;
          connection.send(envelope, Readable.from(content(), { objectMode: false }), (error) =>
            error ? reject(error) : resolve(),
          );
        };
        if (!job.auth) return send();
        connection.login(job.auth, (denied) => (denied ? reject(denied) : send()));
      });
    });
    connection.quit();
  } catch (error) {
    connection.close();
    if (stopped[0]) throw stopped[0].reason;
    throw withRejected(translateSmtpError(error, progress), envelope.rejected);
  } finally {
    job.signal?.removeEventListener('abort', onAbort);
  }
}

function refuseIfRejected(rejected: readonly string[], errors: readonly Error[]): void {
  const first = errors[0];
  if (!first) return;
  const final = errors.find((error) => 'permanent' in error && error.permanent === true);
  const error = translateSmtpError(final ?? first, { envelopeSent: true, contentWritten: false });
  throw withRejected(error, rejected);
}

function withRejected(error: unknown, rejected: readonly string[] | undefined): unknown {
  if (!(error instanceof DeliveryError) || !rejected?.length) return error;
  return new DeliveryError(error.code, { cause: error.cause, rejected });
}
