import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { generate } from 'selfsigned';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createSmtpTransport, type SmtpTransportOptions } from '../src/smtp.ts';
import type { ReceivedMail, TransportBench } from '../src/transport-contract.ts';

export type SmtpBench = TransportBench & {
  port: number;
  certificate: string;
  aim(options: Partial<SmtpTransportOptions>): ReturnType<typeof createSmtpTransport>;
  /** How many messages had their final dot, and how many broke off before it. */
  counts: { finished: number; brokenOff: number };
};

/** A certificate for localhost. */
export async function makeCertificate(): Promise<{ key: string; cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  return { key, cert };
}

/** A real SMTP server with TLS on a free port, and a transport aimed at it. */
export async function openSmtpBench(
  identity: { key: string; cert: string },
  options: SMTPServerOptions = {},
): Promise<SmtpBench> {
  const mails: ReceivedMail[] = [];
  const sockets = new Map<string, Socket>();
  const counts = { finished: 0, brokenOff: 0 };
  let cut = false;

  const server = new SMTPServer({
    ...identity,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 10,
    onSecure(socket, session, done) {
      sockets.set(session.id, socket);
      done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('close', () => {
        if (!stream.readableEnded) counts.brokenOff += 1;
      });
      stream.on('end', async () => {
        counts.finished += 1;
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        mails.push(await readMail(Buffer.concat(chunks), recipients));
        if (cut) sockets.get(session.id)?.destroy();
        else done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  const { port } = address;
  const aim = (changes: Partial<SmtpTransportOptions>) =>
    createSmtpTransport({
      host: 'localhost',
      port,
      secure: options.secure ?? false,
      certificateAuthority: identity.cert,
      ...changes,
    });

  return {
    port,
    certificate: identity.cert,
    counts,
    aim,
    transport: aim({}),
    // Port 9 (discard) is closed on every machine that is not from 1985.
    unreachable: () => aim({ port: 9 }),
    received: async () => mails,
    cutAfterAccepting() {
      cut = true;
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function readMail(source: Buffer, recipients: string[]): Promise<ReceivedMail> {
  const mail = await simpleParser(source, { skipHtmlToText: true, skipTextToHtml: true });
  const header = (name: string) => {
    const line = mail.headerLines.find(({ key }) => key === name.toLowerCase())?.line;
    return line?.slice(line.indexOf(':') + 1).trim();
  };
  return {
    from: { address: mail.from?.value[0]?.address ?? '', name: mail.from?.value[0]?.name ?? '' },
    to: addressesOf(mail.to),
    cc: addressesOf(mail.cc),
    replyTo: addressesOf(mail.replyTo),
    recipients,
    subject: mail.subject ?? '',
    html: mail.html || '',
    text: mail.text ?? '',
    header,
    headerNames: mail.headerLines.map(({ key }) => key),
    attachments: mail.attachments.map(({ filename, contentType, content, size }) => ({
      fileName: filename ?? '',
      contentType,
      size,
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
    tags: readTags(mail),
  };
}

function readTags(mail: ParsedMail): Record<string, string> {
  const prefix = 'x-carepost-';
  const lines = mail.headerLines.filter(({ key }) => key.startsWith(prefix));
  return Object.fromEntries(
    lines.map(({ key, line }) => [key.slice(prefix.length), line.slice(line.indexOf(':') + 1).trim()]),
  );
}

function addressesOf(list: AddressObject | AddressObject[] | undefined): string[] {
  return [list ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''));
}
