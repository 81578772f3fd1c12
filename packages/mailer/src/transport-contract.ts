import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageInvalidError } from './check-message.ts';
import { invalidMessages, sample, subjectLines } from './contract-messages.ts';
import { DeliveryError } from './delivery-error.ts';
import type { SendOptions, Transport } from './transport.ts';

/** A message as the far end has it, decoded. */
export type ReceivedMail = {
  from: { address: string; name: string };
  /** As the headers say. */
  to: readonly string[];
  cc: readonly string[];
  replyTo: readonly string[];
  /** Everyone who gets it. */
  recipients: readonly string[];
  subject: string;
  html: string;
  text: string;
  /** The value of the first header of this name (case-insensitive), else undefined. */
  header(name: string): string | undefined;
  /** Names of all headers a recipient can read, lower case. */
  headerNames: readonly string[];
  attachments: readonly { fileName: string; contentType: string; sha256: string; size: number }[];
  tags: Readonly<Record<string, string>>;
};

/** A transport with a real far end. Made anew for every test. */
export type TransportBench = AsyncDisposable & {
  transport: Transport;
  /** What the far end has taken, oldest first. */
  received(): Promise<readonly ReceivedMail[]>;
  /** The same transport, aimed at a place where nothing listens. */
  unreachable(): Transport;
  /** The far end will take the next message and then cut the connection instead of answering. */
  cutAfterAccepting(): void;
};

/** The promises of {@link Transport} as tests. Every transport runs all of them against a real far end. */
export function describeTransport(name: string, open: () => Promise<TransportBench>): void {
  describe(`${name} keeps the promises of a transport`, () => {
    it('delivers to to, cc and bcc, and tells nobody about bcc', async () => {
      await using bench = await open();
      const { providerMessageId } = await bench.transport.send(
        sample({
          to: ['ada@clinic.example', 'ben@clinic.example'],
          cc: ['cleo@clinic.example'],
          bcc: ['dan@clinic.example'],
        }),
      );
      const mail = await only(bench);
      expect(providerMessageId).not.toBe('');
      expect(mail.to).toEqual(['ada@clinic.example', 'ben@clinic.example']);
      expect(mail.cc).toEqual(['cleo@clinic.example']);
      expect([...mail.recipients].sort()).toEqual([
        'ada@clinic.example',
        'ben@clinic.example',
        'cleo@clinic.example',
        'dan@clinic.example',
      ]);
      expect(mail.headerNames).not.toContain('bcc');
    });

    it.each([
      'Wartezimmer: nächster Termin für Öztürk 🩺',
      'موعدك القادم في العيادة',
      '=?UTF-8?Q?not_an_encoded_word?=',
      'A "quoted", <angled> (commented); subject: with\\specials',
      `${'Ein ziemlich langer Betreff mit Umlauten äöü '.repeat(8).trim()}`,
      'x'.repeat(300),
      '👩‍⚕️'.repeat(60),
    ])('keeps the subject %s', async (subject) => {
      await using bench = await open();
      await bench.transport.send(sample({ subject }));
      expect((await only(bench)).subject).toBe(subject);
    });

    it('keeps any one-line subject', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(subjectLines, { minLength: 1, maxLength: 15 }), async (subjects) => {
          await using bench = await open();
          await Promise.all(subjects.map((subject) => bench.transport.send(sample({ subject }))));
          const mails = await bench.received();
          expect(mails.map((mail) => mail.subject).sort()).toEqual(subjects.sort());
        }),
        { numRuns: 5 },
      );
    }, 20_000);

    it.each([
      'Northside Clinic',
      'Dr. O\'Neil, "Family" <Practice>',
      'Praxis für Kinder, Öztürk & Söhne 🧸',
      'back\\slash@home',
      '=?UTF-8?Q?not_an_encoded_word?=',
      'عيادة الأسنان',
      `${'Gemeinschaftspraxis Übermüller '.repeat(5).trim()}`,
    ])('keeps the display name %s', async (displayName) => {
      await using bench = await open();
      await bench.transport.send(sample({ from: { address: 'noreply@clinic.example', name: displayName } }));
      expect((await only(bench)).from).toEqual({ address: 'noreply@clinic.example', name: displayName });
    });

    it('carries reply-to, extra headers and both bodies', async () => {
      await using bench = await open();
      const html = '<p dir="rtl">مرحبا</p>\n<p>.a line with a dot — and “quotes” 💊</p>';
      const text = `مرحبا\n.a line with a dot — and “quotes” 💊\n${'long '.repeat(300)}end`;
      await bench.transport.send(
        sample({
          html,
          text,
          replyTo: ['desk@clinic.example'],
          headers: [
            { name: 'X-Entity-Ref-ID', value: '42' },
            { name: 'Auto-Submitted', value: 'auto-generated' },
          ],
        }),
      );
      const mail = await only(bench);
      expect(mail.replyTo).toEqual(['desk@clinic.example']);
      expect(mail.header('x-entity-ref-id')).toBe('42');
      expect(mail.header('auto-submitted')).toBe('auto-generated');
      expect(lines(mail.html)).toBe(lines(html));
      expect(lines(mail.text)).toBe(lines(text));
    });

    it('carries attachments byte for byte', async () => {
      await using bench = await open();
      const everyByte = Uint8Array.from({ length: 5000 }, (_, n) => (n * 7) % 256);
      const lineEnds = new TextEncoder().encode('a\rb\nc\r\n.\r\nFrom x');
      const attachments = [
        { fileName: 'Befund „Öztürk“ 🦷, 2.pdf', contentType: 'application/pdf', content: everyByte },
        { fileName: 'notes.txt', contentType: 'text/plain', content: lineEnds },
        // A view into a larger buffer: only the view may leave.
        { fileName: 'part.bin', contentType: 'application/octet-stream', content: everyByte.subarray(9, 90) },
      ];
      await bench.transport.send(sample({ attachments }));
      expect((await only(bench)).attachments).toEqual(
        attachments.map(({ fileName, contentType, content }) => ({
          fileName,
          contentType,
          size: content.byteLength,
          sha256: createHash('sha256').update(content).digest('hex'),
        })),
      );
    });

    it('lets tags travel', async () => {
      await using bench = await open();
      const tags = { email_id: '0190', attempt_id: '0190_1' };
      await bench.transport.send(sample({ tags }));
      expect((await only(bench)).tags).toEqual(tags);
    });

    it.each(invalidMessages)('refuses %s before anything leaves', async (_, field, part) => {
      await using bench = await open();
      let asked = 0;
      const send = bench.transport.send(sample(part), {
        async beforeWrite() {
          asked += 1;
        },
      });
      const error = await send.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(MessageInvalidError);
      expect(error).toMatchObject({ field });
      expect(String(error)).not.toContain('secret');
      expect(asked).toBe(0);
      expect(await bench.received()).toEqual([]);
    });

    it('asks once before it writes, and sends nothing when the answer is no', async () => {
      await using bench = await open();
      const lost = Object.freeze(new Error('the lease is lost'));
      const beforeWrite = async () => {
        throw lost;
      };
      await expect(failureOf(bench.transport, { beforeWrite })).resolves.toBe(lost);
      expect(await bench.received()).toEqual([]);

      const seen: number[] = [];
      await bench.transport.send(sample({}), {
        async beforeWrite() {
          seen.push((await bench.received()).length);
        },
      });
      expect(seen).toEqual([0]);
      expect(await bench.received()).toHaveLength(1);
    });

    it('sends nothing when it is aborted while it asks', async () => {
      await using bench = await open();
      const controller = new AbortController();
      const error = await failureOf(bench.transport, {
        signal: controller.signal,
        async beforeWrite() {
          controller.abort();
        },
      });
      expect(error).toMatchObject({ name: 'DeliveryError', code: 'connection_failed' });
      expect(await bench.received()).toEqual([]);
    });

    it('says not sent when nothing listens', async () => {
      await using bench = await open();
      const error = await failureOf(bench.unreachable());
      expect(error).toBeInstanceOf(DeliveryError);
      expect(error).toMatchObject({ code: 'connection_failed', outcome: 'not_sent' });
    });

    it('says unknown, after one single try, when the far end takes the message and cuts the line', async () => {
      await using bench = await open();
      bench.cutAfterAccepting();
      const error = await failureOf(bench.transport);
      expect(error).toBeInstanceOf(DeliveryError);
      expect(error).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
      expect(await bench.received()).toHaveLength(1);
    });

    it('sends many at once without mixing them up', async () => {
      await using bench = await open();
      const subjects = Array.from({ length: 20 }, (_, n) => `number ${n}`);
      await Promise.all(subjects.map((subject) => bench.transport.send(sample({ subject }))));
      const mails = await bench.received();
      expect(mails.map((mail) => mail.subject).sort()).toEqual(subjects.sort());
    });
  });
}

/** What a send fails with. */
export async function failureOf(transport: Transport, options?: SendOptions): Promise<unknown> {
  return transport.send(sample({}), options).then(
    () => expect.unreachable('the message was sent'),
    (reason: unknown) => reason,
  );
}

async function only(bench: TransportBench): Promise<ReceivedMail> {
  const mails = await bench.received();
  const mail = mails[0];
  if (!mail || mails.length !== 1) return expect.unreachable(`${mails.length} messages arrived, not one`);
  return mail;
}

// Mail has lines that end in CRLF; how many blank ones follow at the end is the transport's business.
function lines(text: string): string {
  return text.replace(/\r\n/g, '\n').trimEnd();
}
