import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, callEndpoint, type LookUp } from './call-endpoint.ts';

const HOST = 'hooks.example.org';
let certificate: { private: string; cert: string };
const trusted = getCACertificates('default');
beforeAll(async () => {
  certificate = await generate([{ name: 'commonName', value: HOST }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] }],
  });
  setDefaultCACertificates([...trusted, certificate.cert]);
});
afterAll(() => setDefaultCACertificates(trusted));

/** A server on loopback that counts connections, since a blocked call may not even make one. */
async function listen(listener: RequestListener, tls = false) {
  const server = tls
    ? createTlsServer({ key: certificate.private, cert: certificate.cert }, listener)
    : createServer(listener);
  const seen = { connections: 0 };
  server.on('connection', () => (seen.connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers one list of addresses after the other, as a rebinding name server does. */
function answers(...lists: string[][]): LookUp & { asked: number } {
  const lookUp = async () => {
    const list = lists[Math.min(lookUp.asked, lists.length - 1)] ?? [];
    lookUp.asked += 1;
    return list;
  };
  lookUp.asked = 0;
  return lookUp;
}

function call(
  url: string,
  options: { allowPrivate?: boolean; lookUp?: LookUp; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<Answer> {
  return callEndpoint({
    url,
    headers: { 'content-type': 'application/json' },
    body: '{}',
    allowPrivate: true,
    signal: new AbortController().signal,
    timeoutMs: 10_000,
    ...options,
  });
}
const ok: RequestListener = (_request, response) => void response.end('thanks');
const blocked: Answer = { kind: 'failed', error: 'blocked_address' };

test('attack 24: an address that is not public is blocked before anything connects, however it is written', async () => {
  await using server = await listen(ok);
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::ffff:127.0.0.1]',
    '[::1]',
    '[::127.0.0.1]',
  ];
  for (const host of hosts) {
    expect(await call(`https://${host}:${server.port}/`, { allowPrivate: false }), host).toEqual(blocked);
  }
  for (const host of ['169.254.169.254', '[fd00:ec2::254]', '[64:ff9b::a9fe:a9fe]']) {
    expect(await call(`https://${host}/latest/meta-data/`, { allowPrivate: false }), host).toEqual(blocked);
  }
  expect(await call('https://169.254.169.254/', { allowPrivate: true })).toEqual(blocked);
  expect(server.seen.connections).toBe(0);
});

test('attack 24: a name that leads inward is blocked, also when only one of its addresses does', async () => {
  await using server = await listen(ok);
  for (const addresses of [['127.0.0.1'], ['1.1.1.1', '127.0.0.1'], ['2606:4700::1111', '::1'], []]) {
    const lookUp = answers(addresses);
    expect(await call(`https://${HOST}:${server.port}/`, { allowPrivate: false, lookUp })).toEqual(blocked);
  }
  expect(await call(`https://localhost:${server.port}/`, { allowPrivate: false })).toEqual(blocked);
  expect(server.seen.connections).toBe(0);
});

test('attack 24: a name that rebinds after the check is connected to where it was checked', async () => {
  await using server = await listen(ok, true);
  // The second answer is one that the guard refuses even here; nobody may come to ask for it.
  const lookUp = answers(['127.0.0.1'], ['169.254.169.254']);
  expect(await call(`https://${HOST}:${server.port}/`, { lookUp })).toMatchObject({ status: 200 });
  expect([lookUp.asked, server.seen.connections]).toEqual([1, 1]);
  // And the other way around: what was refused stays refused.
  const other = answers(['169.254.169.254'], ['127.0.0.1']);
  expect(await call(`https://${HOST}:${server.port}/`, { lookUp: other })).toEqual(blocked);
  expect([other.asked, server.seen.connections]).toEqual([1, 1]);
});

test('attack 24: a redirect inward is an answer like any other and is not followed', async () => {
  await using inner = await listen(ok);
  await using outer = await listen((_request, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${inner.port}/` }).end(),
  );
  expect(await call(`http://127.0.0.1:${outer.port}/`)).toMatchObject({ kind: 'answered', status: 302 });
  expect([outer.seen.connections, inner.seen.connections]).toEqual([1, 0]);
});

test('plain HTTP goes to loopback and nowhere else, whatever the name said when it was written down', async () => {
  await using server = await listen(ok);
  expect(await call(`http://localhost:${server.port}/`, { lookUp: answers(['10.0.0.1']) })).toEqual(blocked);
  expect(await call(`http://localhost:${server.port}/`, { lookUp: answers(['127.0.0.1']) })).toMatchObject({
    status: 200,
  });
});

test('the certificate must be for the name, although the connection goes to an address', async () => {
  await using server = await listen(ok, true);
  const lookUp = answers(['127.0.0.1']);
  expect(await call(`https://${HOST}:${server.port}/`, { lookUp })).toMatchObject({ status: 200 });
  const tls: Answer = { kind: 'failed', error: 'tls' };
  expect(await call(`https://other.example.org:${server.port}/`, { lookUp })).toEqual(tls);
  await using plain = await listen(ok);
  expect(await call(`https://${HOST}:${plain.port}/`, { lookUp })).toEqual(tls);
});

test('the request has the body, its length and the host by name', async () => {
  const seen: unknown[] = [];
  await using server = await listen((request, response) => {
    seen.push(request.method, request.headers.host, request.headers['content-length']);
    response.end();
  }, true);
  await call(`https://${HOST}:${server.port}/hooks`, { lookUp: answers(['127.0.0.1']) });
  expect(seen).toEqual(['POST', `${HOST}:${server.port}`, '2']);
});

test('an answer without an end, an endless answer and none at all are over in time', async () => {
  await using silent = await listen(() => {});
  expect(await call(`http://127.0.0.1:${silent.port}/`, { timeoutMs: 200 })).toEqual({
    kind: 'failed',
    error: 'timeout',
  });
  await using dripping = await listen((_request, response) => void response.writeHead(201).write('.'));
  expect(await call(`http://127.0.0.1:${dripping.port}/`, { timeoutMs: 200 })).toMatchObject({ status: 201 });
  let cut = false;
  await using endless = await listen((_request, response) => {
    const chunk = Buffer.alloc(16 * 1024);
    const write = () => {
      while (!response.destroyed && response.write(chunk)) {}
    };
    response.on('drain', write).on('close', () => (cut = true));
    write();
  });
  expect(await call(`http://127.0.0.1:${endless.port}/`)).toMatchObject({ status: 200 });
  await expect.poll(() => cut).toBe(true);
});

/** A server that answers every request with these bytes and then keeps the connection open. */
async function saying(bytes: string) {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('data', () => socket.write(bytes));
    socket.once('close', () => sockets.delete(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test.each([
  ['and nothing else', 'HTTP/1.1 101 x\r\n\r\n'],
  ['with its headers', 'HTTP/1.1 101 x\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhello'],
  ['that names a WebSocket', 'HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'],
])('a 101 %s ends the call at once, and the connection with it', async (_, bytes) => {
  await using server = await saying(bytes);
  expect(await call(server.url)).toMatchObject({ kind: 'answered', status: 101 });
  await expect.poll(() => server.sockets.size).toBe(0);
});

test.each([
  ['a 100 and nothing more', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['early hints without an end', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50)],
  ['half a head', 'HTTP/1.1 200 OK\r\nContent-'],
])('%s does not hold a call longer than its time', async (_, bytes) => {
  await using server = await saying(bytes);
  expect(await call(server.url, { timeoutMs: 200 })).toEqual({ kind: 'failed', error: 'timeout' });
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('a name server that does not answer counts against the same time', async () => {
  const lookUp = () => new Promise<never>(() => {});
  expect(await call(`https://${HOST}/`, { lookUp, timeoutMs: 100 })).toEqual({
    kind: 'failed',
    error: 'timeout',
  });
});

test('a name that does not exist, a port nobody listens on and a cut connection each have their code', async () => {
  const lookUp = () => Promise.reject(new Error('ENOTFOUND'));
  expect(await call(`https://${HOST}/`, { lookUp })).toEqual({ kind: 'failed', error: 'dns' });
  const server = createTcpServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect(await call(url)).toEqual({ kind: 'failed', error: 'connection' });
  server.close();
  await once(server, 'close');
  expect(await call(url)).toEqual({ kind: 'failed', error: 'connection' });
});

test('a caller that stops is told that nobody knows', async () => {
  await using silent = await listen(() => stop.abort());
  const stop = new AbortController();
  expect(await call(`http://127.0.0.1:${silent.port}/`, { signal: stop.signal })).toEqual({
    kind: 'interrupted',
  });
});
