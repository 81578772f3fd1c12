import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sample } from './contract-messages.ts';
import { DeliveryError } from './delivery-error.ts';
import { createMemoryTransport } from './memory.ts';
import type { OutgoingMessage } from './transport.ts';
import { describeTransport, failureOf, type ReceivedMail } from './transport-contract.ts';

describeTransport('the memory transport', async () => {
  const transport = createMemoryTransport();
  return {
    transport,
    received: async () => transport.outbox.map(({ message }) => read(message)),
    unreachable() {
      const away = createMemoryTransport();
      away.failNext(new DeliveryError('connection_failed'));
      return away;
    },
    cutAfterAccepting: () => transport.failNext(new DeliveryError('connection_lost')),
    async [Symbol.asyncDispose]() {},
  };
});

it('fails as scripted, once, and keeps nothing of a message that was not sent', async () => {
  const transport = createMemoryTransport();
  const throttled = new DeliveryError('throttled');
  transport.failNext(throttled);
  expect(await failureOf(transport)).toBe(throttled);
  expect(transport.outbox).toEqual([]);
  const { providerMessageId } = await transport.send(sample({}));
  expect(transport.outbox).toEqual([{ providerMessageId, message: sample({}) }]);
});

it('keeps the message as it was when it was sent', async () => {
  const transport = createMemoryTransport();
  const to = ['ada@clinic.example'];
  await transport.send(sample({ to }));
  to.push('eve@evil.example');
  expect(transport.outbox[0]?.message.to).toEqual(['ada@clinic.example']);
});

function read(message: OutgoingMessage): ReceivedMail {
  const headers = message.headers ?? [];
  return {
    from: { name: '', ...message.from },
    to: message.to,
    cc: message.cc ?? [],
    replyTo: message.replyTo ?? [],
    recipients: [...message.to, ...(message.cc ?? []), ...(message.bcc ?? [])],
    subject: message.subject,
    html: message.html,
    text: message.text,
    header: (name) => headers.find((header) => header.name.toLowerCase() === name)?.value,
    headerNames: headers.map(({ name }) => name.toLowerCase()),
    attachments: (message.attachments ?? []).map(({ fileName, contentType, content }) => ({
      fileName,
      contentType,
      size: content.byteLength,
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
    tags: message.tags,
  };
}
