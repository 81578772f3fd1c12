import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import tls from 'node:tls';
import { createSesSimulator, createSigningKey } from '@carepost/ses-simulator';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { accept, openSesStub, refuse } from '../test/ses-stub.ts';
import { makeCertificate } from '../test/smtp-bench.ts';
import { sample } from './contract-messages.ts';
import { createSesTransport, type SesTransportOptions } from './ses.ts';
import { describeTransport, failureOf } from './transport-contract.ts';

const credentials = { accessKeyId: 'carepost-simulator', secretAccessKey: 'carepost-simulator' };

function aim(endpoint: string, options: Partial<SesTransportOptions> = {}) {
  return createSesTransport({ region: 'us-east-1', endpoint, credentials, ...options });
}

// One for all tests: making it is the slow part of starting a simulator.
const signingKey = createSigningKey('us-east-1');

describeTransport('the SES transport', async () => {
  const simulator = await createSesSimulator({
    signingKey: await signingKey,
    quota: { maxPerSecond: 100_000, max24Hours: -1 },
  });
  const transport = aim(simulator.url);
  return {
    transport,
    async received() {
      const mails = simulator.inbox.list().reverse();
      return Promise.all(
        mails.map(async (mail) => {
          const { from } = await simpleParser(`From: ${mail.from}\r\n\r\n`);
          return {
            ...mail,
            from: { address: from?.value[0]?.address ?? '', name: from?.value[0]?.name ?? '' },
            recipients: [...mail.to, ...mail.cc, ...mail.bcc],
            html: mail.html ?? '',
            text: mail.text ?? '',
            header: (name: string) =>
              mail.headers.find((header) => header.name.toLowerCase() === name)?.value,
            headerNames: mail.headers.map(({ name }) => name.toLowerCase()),
            attachments: mail.attachments.map(({ fileName, contentType, sha256, size }) => ({
              fileName,
              contentType,
              sha256,
              size,
            })),
          };
        }),
      );
    },
    unreachable: () => aim('http://127.0.0.1:9'),
    cutAfterAccepting: () => simulator.faults.set({ resetAfterAccept: 1 }),
    async [Symbol.asyncDispose]() {
      await transport.close();
      await simulator.close();
    },
  };
});

describe('one send is one POST', () => {
  it('when the server accepts and resets', async () => {
    await using stub = await openSesStub((response) => response.socket?.resetAndDestroy());
    const error = await failureOf(aim(stub.url));
    expect(error).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
    expect(stub.posts).toBe(1);
  });

  it('when the server fails', async () => {
    await using stub = await openSesStub((response) => refuse(response, 500, 'InternalFailure', 'no'));
    const error = await failureOf(aim(stub.url));
    expect(error).toMatchObject({ code: 'provider_error', outcome: 'unknown' });
    expect(stub.posts).toBe(1);
  });

  it('when the server throttles', async () => {
    await using stub = await openSesStub((response) =>
      refuse(response, 429, 'TooManyRequestsException', 'no'),
    );
    expect(await failureOf(aim(stub.url))).toMatchObject({ code: 'throttled' });
    expect(stub.posts).toBe(1);
  });

  it('when a kept-alive connection is reset during the second call', async () => {
    let calls = 0;
    await using stub = await openSesStub((response) => {
      calls += 1;
      if (calls === 2) response.socket?.resetAndDestroy();
      else accept(response);
    });
    const transport = aim(stub.url);
    await transport.send(sample({}));
    expect(await failureOf(transport)).toMatchObject({ code: 'connection_lost' });
    expect([stub.posts, stub.connections]).toEqual([2, 1]);
  });
});

describe('before the first byte', () => {
  it('the request is signed and the connection is up when beforeWrite is asked', async () => {
    await using stub = await openSesStub(accept);
    const order: string[] = [];
    const transport = aim(stub.url, {
      async credentials() {
        order.push('signing');
        return credentials;
      },
    });
    await transport.send(sample({}), {
      async beforeWrite() {
        order.push(`asked with ${stub.connections} connection and ${stub.posts} posts`);
      },
    });
    expect(order).toEqual(['signing', 'asked with 1 connection and 0 posts']);
  });

  it('nothing at all has left when beforeWrite says no, on a new connection and on a kept one', async () => {
    await using stub = await openSesStub(accept);
    const transport = aim(stub.url);
    const no = Object.freeze(new Error('no'));
    const beforeWrite = async () => {
      throw no;
    };
    expect(await failureOf(transport, { beforeWrite })).toBe(no);
    await closed(stub, 1);
    expect(stub.bytes).toBe(0);

    await transport.send(sample({}));
    expect(await failureOf(transport, { beforeWrite })).toBe(no);
    expect(stub.posts).toBe(1);
  });

  it('a failed TLS handshake is not sent', async () => {
    await using stub = await openSesStub(accept, await makeCertificate());
    const error = await failureOf(aim(stub.url));
    expect(error).toMatchObject({ code: 'connection_failed', outcome: 'not_sent' });
    expect(stub.posts).toBe(0);
  });

  it('a server that never finishes the TLS handshake is not sent, within the connect timeout', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const error = await failureOf(aim(`https://127.0.0.1:${portOf(silent)}`, { connectTimeoutMs: 100 }));
    silent.close();
    expect(error).toMatchObject({ code: 'connection_failed', outcome: 'not_sent' });
  });

  it('an answer nobody asked for is not taken for one, and nothing is written after it', async () => {
    const hungUp = Promise.withResolvers<number>();
    const talker = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('close', () => hungUp.resolve(socket.bytesRead));
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 22\r\n\r\n{"MessageId":"forged"}');
    }).listen(0, '127.0.0.1');
    await once(talker, 'listening');
    const error = await failureOf(aim(`http://127.0.0.1:${portOf(talker)}`), {
      async beforeWrite() {
        await hungUp.promise;
      },
    });
    talker.close();
    expect(error).toMatchObject({ code: 'connection_failed', outcome: 'not_sent' });
    expect(await hungUp.promise).toBe(0);
  });

  it('a name that does not resolve is not sent', async () => {
    const error = await failureOf(aim('http://nowhere.invalid'));
    expect(error).toMatchObject({ code: 'connection_failed', outcome: 'not_sent' });
  });

  it('a call aborted before it began is not sent, and asks nobody', async () => {
    await using stub = await openSesStub(accept);
    let asked = 0;
    const error = await failureOf(aim(stub.url), {
      signal: AbortSignal.abort(),
      async beforeWrite() {
        asked += 1;
      },
    });
    expect(error).toMatchObject({ code: 'connection_failed', outcome: 'not_sent' });
    expect([asked, stub.connections]).toEqual([0, 0]);
  });

  it('missing credentials are not sent', async () => {
    await using stub = await openSesStub(accept);
    const missing = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
    const error = await failureOf(aim(stub.url, { credentials: () => Promise.reject(missing) }));
    expect(error).toMatchObject({ code: 'credentials_missing', outcome: 'not_sent' });
    expect(stub.connections).toBe(0);
  });
});

describe('after the first byte', () => {
  it('silence is unknown, within the timeout', async () => {
    await using stub = await openSesStub(() => {});
    const error = await failureOf(aim(stub.url, { timeoutMs: 100 }));
    expect(error).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
  });

  it('half an answer is unknown', async () => {
    await using stub = await openSesStub((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"MessageId":', () => response.destroy());
    });
    expect(await failureOf(aim(stub.url))).toMatchObject({ outcome: 'unknown' });
  });

  it('half an answer and then silence is unknown, within the timeout', async () => {
    await using stub = await openSesStub((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"MessageId":');
    });
    expect(await failureOf(aim(stub.url, { timeoutMs: 100 }))).toMatchObject({ outcome: 'unknown' });
  });

  it('an answer without a message id, or one that is not JSON, is unknown', async () => {
    for (const body of ['{}', '<html>']) {
      await using stub = await openSesStub((response) => {
        response.setHeader('content-type', 'application/json');
        response.end(body);
      });
      expect(await failureOf(aim(stub.url))).toMatchObject({ code: 'provider_error', outcome: 'unknown' });
    }
  });

  it('an abort is unknown', async () => {
    const controller = new AbortController();
    await using stub = await openSesStub(() => controller.abort());
    const error = await failureOf(aim(stub.url), { signal: controller.signal });
    expect(error).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
  });
});

describe('connections', () => {
  it('are kept between calls', async () => {
    await using stub = await openSesStub(accept);
    const transport = aim(stub.url);
    for (let n = 0; n < 5; n += 1) await transport.send(sample({}));
    expect([stub.posts, stub.connections]).toEqual([5, 1]);
  });

  it('are kept under TLS too, where the certificate is trusted', async () => {
    const identity = await makeCertificate();
    const trusted = tls.getCACertificates('default');
    tls.setDefaultCACertificates([identity.cert]);
    try {
      await using stub = await openSesStub(accept, identity);
      const transport = aim(stub.url);
      for (let n = 0; n < 3; n += 1) await transport.send(sample({}));
      expect([stub.posts, stub.connections]).toEqual([3, 1]);
    } finally {
      tls.setDefaultCACertificates(trusted);
    }
  });

  it('are no more than maxSockets, and every call gets its turn', async () => {
    await using stub = await openSesStub(accept);
    const transport = aim(stub.url, { maxSockets: 2 });
    await Promise.all(Array.from({ length: 20 }, () => transport.send(sample({}))));
    expect([stub.posts, stub.connections]).toEqual([20, 2]);
  });

  it('that the server closed while they were idle are not used again', async () => {
    const sockets: { destroySoon(): void; once(event: 'close', done: () => void): unknown }[] = [];
    await using stub = await openSesStub((response) => {
      if (response.socket) sockets.push(response.socket);
      accept(response);
    });
    const transport = aim(stub.url);
    await transport.send(sample({}));
    const [first] = sockets;
    if (!first) return expect.unreachable('no connection was made');
    const gone = new Promise<void>((resolve) => first.once('close', resolve));
    first.destroySoon();
    await gone;
    await transport.send(sample({}));
    expect([stub.posts, stub.connections]).toEqual([2, 2]);
  });
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function closed(stub: { connections: number; bytes: number }, connections: number): Promise<void> {
  await expect.poll(() => stub.connections).toBe(connections);
}
