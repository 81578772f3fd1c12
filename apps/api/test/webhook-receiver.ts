import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type WebhookEvent, webhookEvent } from '@carepost/contracts';
import { expect } from 'vitest';

type Received = { id: string; headers: IncomingHttpHeaders; body: string; event: WebhookEvent };

export type Receiver = AsyncDisposable & {
  url: string;
  received: Received[];
  /** How the next requests are answered; 200 at first. */
  answer: (response: ServerResponse) => void;
  /** Resolves when so many came. */
  until(count: number): Promise<readonly Received[]>;
};

/** Answers with a status, and headers if given. */
export const answering =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end();

/** A receiver of webhooks on loopback: real HTTP, every request kept. */
export async function openReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    receiver.received.push({
      id: String(request.headers['webhook-id']),
      headers: request.headers,
      body,
      event: webhookEvent.parse(JSON.parse(body)),
    });
    receiver.answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hooks`,
    received: [],
    answer: answering(200),
    async until(count) {
      await expect.poll(() => receiver.received.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(count);
      return receiver.received;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
