import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SESv2ClientConfig } from '@aws-sdk/client-sesv2';

/** One call through the handler, and how far it got. The SDK passes it on as part of its handler options. */
export type Call = {
  beforeWrite: (() => Promise<void>) | undefined;
  signal: AbortSignal | undefined;
  /** The signed request has reached the handler. */
  started: boolean;
  /** The first byte may have left. While this is false, nothing of the request was written: that is certain. */
  written: boolean;
};

export type CallLimits = { connectTimeoutMs: number; timeoutMs: number; maxSockets: number };

type Handler = Extract<NonNullable<SESv2ClientConfig['requestHandler']>, { handle: unknown }>;
type HttpRequest = Parameters<Handler['handle']>[0];
type HttpResponse = Awaited<ReturnType<Handler['handle']>>['response'];
export type HandlerOptions = NonNullable<Parameters<Handler['handle']>[1]> & { call?: Call };

// Free sockets are dropped before a load balancer does it, so that fewer calls meet a connection that is going away.
const IDLE_MS = 10_000;
const STALE = Symbol('stale connection');

/**
 * A request handler for the AWS SDK in place of its own, because that one does not tell what was written. Here the
 * request is held back until the socket is connected (with TLS: until the handshake is done) and `beforeWrite` has
 * resolved. Only then does `end(body)` hand Node the head and body at once, so `written` is exact in the direction
 * that matters: a failure before it is "not sent". After it nobody can tell, also not for a kept-alive socket that
 * the server had closed already: that counts as written.
 */
export function createCallOnceHandler(limits: CallLimits) {
  const agentOptions = { keepAlive: true, maxSockets: limits.maxSockets, timeout: IDLE_MS };
  const agents = { http: new http.Agent(agentOptions), https: new https.Agent(agentOptions) };
  const connected = new WeakSet<Socket>();

  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: HttpRequest, options?: HandlerOptions): Promise<{ response: HttpResponse }> {
      const call = options?.call;
      if (!call) throw new TypeError('the SDK did not pass the call on to its request handler');
      call.started = true;
      // A kept connection that turns out to be closed before anything was asked or written is simply not used.
      // The agent forgets it, so this ends at the latest with a new one.
      for (;;) {
        const outcome = await callOnce(request, call, limits, agents, connected);
        if (outcome !== STALE) return { response: outcome };
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

function callOnce(
  request: HttpRequest,
  call: Call,
  limits: CallLimits,
  agents: { http: http.Agent; https: https.Agent },
  connected: WeakSet<Socket>,
): Promise<HttpResponse | typeof STALE> {
  const secure = request.protocol === 'https:';
  const outgoing = (secure ? https : http).request({
    agent: secure ? agents.https : agents.http,
    host: request.hostname.replace(/^\[|\]$/g, ''),
    port: request.port,
    method: request.method,
    path: request.path,
    headers: request.headers,
    ...(call.signal && { signal: call.signal }),
  });
  let timer: NodeJS.Timeout | undefined;
  const endAfter = (ms: number, what: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => outgoing.destroy(new Error(`${what} took more than ${ms} ms`)), ms);
  };

  return new Promise((resolve, reject) => {
    let maybeStale = false;
    const write = async () => {
      clearTimeout(timer);
      try {
        await call.beforeWrite?.();
      } catch (reason) {
        reject(reason);
        outgoing.destroy();
        return;
      }
      // Aborted, or the socket went away while we asked: nothing was written and the error is on its way.
      if (outgoing.destroyed || outgoing.socket?.destroyed) return;
      endAfter(limits.timeoutMs, 'the call');
      call.written = true;
      outgoing.end(request.body);
    };
    const writeOnKept = async () => {
      // Two turns of the event loop are one look at the network: a close that has arrived is noticed before we write.
      maybeStale = true;
      await nextTurn();
      await nextTurn();
      if (outgoing.destroyed) return;
      maybeStale = false;
      await write();
    };
    outgoing.on('error', (error) => {
      if (maybeStale && !call.signal?.aborted) resolve(STALE);
      else reject(error);
    });
    outgoing.on('close', () => clearTimeout(timer));
    outgoing.on('socket', (socket) => {
      if (connected.has(socket)) return void writeOnKept();
      endAfter(limits.connectTimeoutMs, 'connecting');
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        connected.add(socket);
        void write();
      });
    });
    outgoing.on('response', (incoming) => {
      if (!call.written) {
        // Some servers say 408 to an idle connection. It is no answer to us, and nothing may be written after it.
        if (maybeStale) resolve(STALE);
        else reject(new Error('the server answered before it was asked'));
        outgoing.destroy();
        return;
      }
      resolve({
        statusCode: incoming.statusCode ?? 0,
        headers: Object.fromEntries(
          Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
        ),
        body: incoming,
      });
    });
  });
}
