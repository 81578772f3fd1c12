import { connect } from 'node:net';
import { bytesOf, type RawRequest } from './raw-request.ts';

/** An answer, or what came instead of one. */
export type Answer =
  | { kind: 'answered'; status: number; headers: string; type: string; body: string }
  | { kind: 'closed' }
  | { kind: 'silent' };

const PATIENCE_MS = 20_000;
/** Live streams answer for as long as somebody listens. */
const STREAM_MS = 100;

/** Sends a request on a connection of its own and waits for the answer to end. */
export function sendRaw(origin: string, request: RawRequest): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    let streaming: NodeJS.Timeout | undefined;
    const end = (instead: 'closed' | 'silent') => {
      clearTimeout(patience);
      clearTimeout(streaming);
      socket.destroy();
      resolve(readAnswer(Buffer.concat(chunks)) ?? { kind: instead });
    };
    const patience = setTimeout(() => end('silent'), PATIENCE_MS);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (!streaming && chunk.includes('text/event-stream'))
        streaming = setTimeout(() => end('closed'), STREAM_MS);
    });
    // Refusing early, the service may close while we still write: what it said before counts.
    socket.on('error', () => end('closed'));
    socket.on('close', () => end('closed'));
    const bytes = bytesOf(request);
    const short =
      request.announcedLength !== undefined && request.announcedLength > (request.body?.length ?? 0);
    if (short) socket.end(bytes);
    else socket.write(bytes);
  });
}

function readAnswer(bytes: Buffer): Answer | undefined {
  // "100 Continue" only comes before an answer.
  const text = bytes.toString('latin1').replace(/^HTTP\/1\.1 100 [\s\S]*?\r\n\r\n/, '');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1];
  const split = text.indexOf('\r\n\r\n');
  if (status === undefined || split < 0) return undefined;
  const headers = text.slice(0, split);
  const raw = text.slice(split + 4);
  const body = /^transfer-encoding: chunked\r?$/im.test(headers) ? joinChunks(raw) : raw;
  const type = /^content-type: ([^;\r\n]*)/im.exec(headers)?.[1] ?? '';
  return {
    kind: 'answered',
    status: Number(status),
    headers,
    type,
    body: Buffer.from(body, 'latin1').toString(),
  };
}

function joinChunks(raw: string): string {
  let joined = '';
  let at = 0;
  for (;;) {
    const line = raw.indexOf('\r\n', at);
    const size = line < 0 ? 0 : Number.parseInt(raw.slice(at, line), 16);
    if (!(size > 0)) return joined;
    joined += raw.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}
