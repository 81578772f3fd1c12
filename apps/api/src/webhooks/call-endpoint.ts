import { lookup as lookUpHost } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback, mayConnectTo } from './address-guard.ts';
import { literalAddress } from './webhook-url.ts';

/** How a call ended. `interrupted`: the caller's signal ended it, and nobody knows what the endpoint made of it. */
export type Answer =
  | { kind: 'answered'; status: number; retryAfter: string | undefined }
  | { kind: 'failed'; error: 'timeout' | 'dns' | 'blocked_address' | 'connection' | 'tls' }
  | { kind: 'interrupted' };

type Call = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Also lets the own machine and private networks be called, and loopback over plain HTTP. */
  allowPrivate: boolean;
  signal: AbortSignal;
  /** For everything together: DNS, connecting, the answer. */
  timeoutMs: number;
  lookUp?: LookUp;
};

/** All addresses of a host. @throws Error when there is none */
export type LookUp = (host: string) => Promise<readonly string[]>;

const MOST_BODY_BYTES = 64 * 1024;

/**
 * One POST. The host is resolved once, every address it has is checked, and the connection goes to these very addresses: a
 * name that answers otherwise a moment later (DNS rebinding) changes nothing. Redirects are not followed.
 */
export async function callEndpoint(call: Call): Promise<Answer> {
  const url = new URL(call.url);
  const timeout = AbortSignal.timeout(call.timeoutMs);
  const ends = AbortSignal.any([timeout, call.signal]);
  const ended = (): Answer =>
    timeout.aborted ? { kind: 'failed', error: 'timeout' } : { kind: 'interrupted' };

  let addresses: readonly string[];
  try {
    addresses = await orAborted(resolve(url, call.lookUp ?? lookUpSystem), ends);
  } catch {
    return ends.aborted ? ended() : { kind: 'failed', error: 'dns' };
  }
  const plain = url.protocol !== 'https:';
  const allowed = addresses.every(
    (address) => mayConnectTo(address, call.allowPrivate) && (!plain || isLoopback(address)),
  );
  if (!allowed || addresses.length === 0) return { kind: 'failed', error: 'blocked_address' };
  return post(url, addresses, call, ends).catch((error: unknown) =>
    ends.aborted
      ? ended()
      : { kind: 'failed', error: error instanceof HandshakeError ? 'tls' : 'connection' },
  );
}

/** The connection stood, TLS did not. */
class HandshakeError extends Error {
  override readonly name = 'HandshakeError';
}

function post(url: URL, addresses: readonly string[], call: Call, ends: AbortSignal): Promise<Answer> {
  const body = Buffer.from(call.body);
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    let stage: 'connecting' | 'handshake' | 'speaking' = 'connecting';
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      headers: { ...call.headers, 'content-length': body.length },
      // A connection of its own each time, whatever proxies and pools this process has otherwise.
      agent: false,
      lookup: answerWith(addresses),
      rejectUnauthorized: true,
      signal: ends,
    });
    request.once('socket', (socket) => {
      socket.once('connect', () => (stage = secure ? 'handshake' : 'speaking'));
      socket.once('secureConnect', () => (stage = 'speaking'));
    });
    let answer: Answer | undefined;
    // Once there is a status it is the answer, whatever happens to the rest. Settling twice changes nothing.
    const settle = (cause: Error) => {
      if (answer) resolve(answer);
      else reject(stage === 'handshake' ? new HandshakeError('TLS failed', { cause }) : cause);
    };
    request.on('error', settle);
    // Not every end is an error to Node: a connection that closes quietly ends the call too, and so does the time itself.
    request.once('close', () => settle(new Error('closed without an answer')));
    ends.addEventListener('abort', () => settle(new Error('ended')), { once: true });
    // 101: the connection would be the receiver's now, to speak another protocol on. Nobody here does.
    request.once('upgrade', ({ statusCode: status = 0 }, socket) => {
      socket.on('error', () => {}).destroy();
      resolve({ kind: 'answered', status, retryAfter: undefined });
    });
    request.once('response', (response) => {
      const received: Answer = {
        kind: 'answered',
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
      };
      answer = received;
      // The body is let through so that the receiver can end in peace, and dropped.
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_BODY_BYTES) response.destroy();
      });
      response.on('error', () => {});
      response.once('close', () => resolve(received));
    });
    request.end(body);
  });
}

/** Node asks for one address or for all; it gets those that were checked. */
function answerWith(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = all;
    if (options.all) callback(null, all);
    else callback(null, first?.address ?? '', first?.family);
  };
}

async function resolve(url: URL, lookUp: LookUp): Promise<readonly string[]> {
  const address = literalAddress(url);
  return address === undefined ? lookUp(url.hostname) : [address];
}

async function lookUpSystem(host: string): Promise<readonly string[]> {
  return (await lookUpHost(host, { all: true })).map(({ address }) => address);
}

// A look-up cannot be cut short, but nobody need wait for it.
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return Promise.race([
    work,
    new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
    ),
  ]);
}
