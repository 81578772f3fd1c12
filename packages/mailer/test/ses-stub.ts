import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';

export type SesStub = AsyncDisposable & {
  url: string;
  /** How many requests had arrived whole. */
  readonly posts: number;
  readonly connections: number;
  /** Bytes that came in over all connections (under TLS if there is one). */
  readonly bytes: number;
};

/** An HTTP server that answers whatever a test wants, where the simulator is too well-behaved. */
export async function openSesStub(
  respond: (response: ServerResponse, request: IncomingMessage) => void,
  identity?: { key: string; cert: string },
): Promise<SesStub> {
  const counts = { posts: 0, connections: 0, bytes: 0 };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    request.on('end', () => {
      counts.posts += 1;
      respond(response, request);
    });
  };
  const server = identity ? createSecureServer(identity, onRequest) : createServer(onRequest);
  server.on(identity ? 'secureConnection' : 'connection', (socket: Socket) => {
    counts.connections += 1;
    socket.on('close', () => {
      counts.bytes += socket.bytesRead;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  return {
    url: `${identity ? 'https://localhost' : 'http://127.0.0.1'}:${address.port}`,
    get posts() {
      return counts.posts;
    },
    get connections() {
      return counts.connections;
    },
    get bytes() {
      return counts.bytes;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers as SES does when it took the message. */
export function accept(response: ServerResponse): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ MessageId: '0100-accepted' }));
}

/** Answers with an error in SES's JSON form. */
export function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ message }));
}
