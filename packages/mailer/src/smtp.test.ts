import { once } from 'node:events';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate, openSmtpBench } from '../test/smtp-bench.ts';
import { sample } from './contract-messages.ts';
import { describeTransport, failureOf } from './transport-contract.ts';

const identity: { key: string; cert: string } = { key: '', cert: '' };
beforeAll(async () => {
  Object.assign(identity, await makeCertificate());
});

describeTransport('the SMTP transport with STARTTLS', () => openSmtpBench(identity));
describeTransport('the SMTP transport with TLS from the first byte', () =>
  openSmtpBench(identity, { secure: true }),
);
describeTransport('the SMTP transport without pipelining', () =>
  openSmtpBench(identity, { hidePIPELINING: true }),
);

describe('the SMTP transport', () => {
  it('returns the Message-ID it wrote, made of the attempt', async () => {
    await using bench = await openSmtpBench(identity);
    const sent = await bench.transport.send(sample({ tags: { attempt_id: '0190_7' } }));
    expect(sent.providerMessageId).toBe('0190_7@clinic.example');
    expect((await bench.received())[0]?.header('message-id')).toBe('<0190_7@clinic.example>');
  });

  it('writes to a recipient once, however often it is named', async () => {
    await using bench = await openSmtpBench(identity);
    await bench.transport.send(sample({ to: ['ada@clinic.example'], bcc: ['ada@clinic.example'] }));
    expect((await bench.received())[0]?.recipients).toEqual(['ada@clinic.example']);
  });
});

describe('TLS', () => {
  it('is not given up for a server without STARTTLS', async () => {
    await using bench = await openSmtpBench(identity, { disabledCommands: ['STARTTLS'] });
    const error = await failureOf(bench.transport);
    expect(error).toMatchObject({ code: 'tls_required', outcome: 'not_sent' });
    expect(await bench.received()).toEqual([]);
  });

  it('is left out on loopback when that was asked for', async () => {
    await using bench = await openSmtpBench(identity, { disabledCommands: ['STARTTLS'] });
    await bench.aim({ allowInsecureLoopback: true }).send(sample({}));
    expect(await bench.received()).toHaveLength(1);
  });

  it('is not left out for any other host', async () => {
    await using bench = await openSmtpBench(identity, { disabledCommands: ['STARTTLS'] });
    // 0.0.0.0 reaches this machine without being a loopback address.
    const error = await failureOf(bench.aim({ host: '0.0.0.0', allowInsecureLoopback: true }));
    expect(error).toMatchObject({ code: 'tls_required' });
    expect(await bench.received()).toEqual([]);
  });

  it.each([false, true])('refuses a certificate nobody vouches for (secure: %s)', async (secure) => {
    await using bench = await openSmtpBench(identity, { secure });
    const error = await failureOf(bench.aim({ certificateAuthority: undefined }));
    expect(error).toMatchObject({ code: 'tls_required' });
  });

  it.each([false, true])('refuses a certificate for another host (secure: %s)', async (secure) => {
    await using bench = await openSmtpBench(identity, { secure });
    const error = await failureOf(bench.aim({ host: '127.0.0.1' }));
    expect(error).toMatchObject({ code: 'tls_required' });
  });

  it('refuses TLS 1.1', async () => {
    await using bench = await openSmtpBench(identity, {
      secure: true,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    expect(await failureOf(bench.transport)).toMatchObject({ code: 'tls_required' });
  });
});

describe('what the server answers', () => {
  const reply = (responseCode: number, text = 'no') => Object.assign(new Error(text), { responseCode });

  it('signs in', async () => {
    await using bench = await openSmtpBench(identity, {
      authOptional: false,
      onAuth: ({ username, password }, _, done) =>
        username === 'app' && password === 'right' ? done(null, { user: 'app' }) : done(reply(535)),
    });
    await bench.aim({ user: 'app', password: 'right' }).send(sample({}));
    expect(await bench.received()).toHaveLength(1);
    const refused = { code: 'credentials_refused', outcome: 'not_sent' };
    expect(await failureOf(bench.aim({ user: 'app', password: 'wrong' }))).toMatchObject(refused);
    expect(await failureOf(bench.transport)).toMatchObject(refused);
    expect(await bench.received()).toHaveLength(1);
  });

  it.each([
    ['a busy greeting', { onConnect: (_, done) => done(reply(421)) }, 'throttled'],
    ['a closed door', { onConnect: (_, done) => done(reply(554)) }, 'connection_failed'],
    ['a sender it will not take now', { onMailFrom: (_, __, done) => done(reply(451)) }, 'throttled'],
    ['a sender it will never take', { onMailFrom: (_, __, done) => done(reply(550)) }, 'message_rejected'],
    ['a recipient it will not take now', { onRcptTo: (_, __, done) => done(reply(450)) }, 'throttled'],
    ['an unknown recipient', { onRcptTo: (_, __, done) => done(reply(550)) }, 'recipient_rejected'],
    ['a message over its size', { size: 100 }, 'limit_exceeded'],
    ['a message it will not take now', { onData: answerData(reply(451)) }, 'throttled'],
    ['spam', { onData: answerData(reply(554)) }, 'message_rejected'],
  ] satisfies [string, Parameters<typeof openSmtpBench>[1], string][])(
    'is understood for %s',
    async (_, options, code) => {
      await using bench = await openSmtpBench(identity, options);
      expect(await failureOf(bench.transport)).toMatchObject({ name: 'DeliveryError', code });
      expect(bench.counts.finished).toBe(0);
    },
  );

  it.each([true, false])(
    'goes for all recipients: one refused, nobody gets it (hidePIPELINING: %s)',
    async (hidePIPELINING) => {
      await using bench = await openSmtpBench(identity, {
        hidePIPELINING,
        onRcptTo: ({ address }, _, done) =>
          done(address.startsWith('gone') ? reply(550, `unknown ${address}`) : null),
      });
      const message = sample({ to: ['ada@clinic.example', 'gone@clinic.example'] });
      let asked = 0;
      const options = {
        async beforeWrite() {
          asked += 1;
        },
      };
      const error = await bench.transport.send(message, options).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'recipient_rejected',
        outcome: 'refused',
        rejected: ['gone@clinic.example'],
      });
      expect(String(error)).not.toContain('gone');
      expect(JSON.stringify(error)).not.toContain('gone');
      expect(asked).toBe(0);
      expect(bench.counts.finished).toBe(0);
      expect(await bench.received()).toEqual([]);
    },
  );

  it('tries again later when a recipient is only deferred', async () => {
    await using bench = await openSmtpBench(identity, {
      onRcptTo: ({ address }, _, done) => done(address.startsWith('later') ? reply(450) : null),
    });
    const message = sample({ to: ['ada@clinic.example', 'later@clinic.example'] });
    const error = await bench.transport.send(message).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'throttled', outcome: 'not_sent' });
    expect(await bench.received()).toEqual([]);
  });

  it('is not waited for longer than the timeout, and its silence after the dot is unknown', async () => {
    await using bench = await openSmtpBench(identity, {
      onData(stream) {
        stream.resume();
      },
    });
    const error = await failureOf(bench.aim({ timeoutMs: 200 }));
    expect(error).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
  });

  it('is unknown too when the call is aborted after the dot', async () => {
    const controller = new AbortController();
    await using bench = await openSmtpBench(identity, {
      onData(stream) {
        stream.resume();
        stream.on('end', () => controller.abort());
      },
    });
    const error = await failureOf(bench.transport, { signal: controller.signal });
    expect(error).toMatchObject({ code: 'connection_lost', outcome: 'unknown' });
  });
});

it('gives up on a server that never greets', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  await using bench = await openSmtpBench(identity);
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const error = await failureOf(bench.aim({ port, connectTimeoutMs: 200 }));
  silent.close();
  expect(error).toMatchObject({ code: 'connection_failed', outcome: 'not_sent' });
});

function answerData(answer: Error) {
  return (stream: NodeJS.ReadableStream, _session: unknown, done: (error?: Error | null) => void): void => {
    stream.resume();
    stream.on('end', () => done(answer));
  };
}
