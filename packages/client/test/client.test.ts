import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCarepostClient, isCarepostError, type Timeline, watchTimeline } from '../src/index.ts';
import { findFreePort, type Product, startProduct } from './start-product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 90_000);
afterAll(async () => product?.[Symbol.asyncDispose]());

const to = 'testina@example.com';
const welcome = {
  template: 'welcome',
  props: { firstName: 'Testina Secretname', signInUrl: 'https://portal.example.com/sign-in' },
} as const;

/** A fetch that keeps what was asked for. */
function recordingFetch() {
  const requests: { url: string; method: string; headers: Headers }[] = [];
  const send: typeof fetch = (input, init) => {
    requests.push({ url: String(input), method: init?.method ?? 'GET', headers: new Headers(init?.headers) });
    return fetch(input, init);
  };
  return { requests, fetch: send };
}

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable('the call should have failed'),
    (error: unknown) => error,
  );
}

describe('a typed send', { timeout: 30_000 }, () => {
  test('is accepted and can be watched until it is delivered', async () => {
    const client = createCarepostClient(product);
    const { id, status } = await client.emails.send.mutate({ to, message: welcome });
    expect(status).toBe('queued');

    const seen: Timeline[] = [];
    for await (const timeline of watchTimeline(client, id)) seen.push(timeline);
    expect(seen.at(-1)).toMatchObject({ id, status: 'delivered', settled: true });
    expect(seen.at(-1)?.entries.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['accepted', 'calling', 'sent', 'delivered']),
    );
  });

  test('names the field when a prop is missing', async () => {
    const client = createCarepostClient(product);
    const props = { firstName: 'Testina' };
    // @ts-expect-error: signInUrl is missing
    const error = await errorOf(client.emails.send.mutate({ to, message: { template: 'welcome', props } }));
    expect(isCarepostError(error) && error.data).toEqual({
      code: 'invalid_input',
      field: 'message.props.signInUrl',
      message: 'message.props.signInUrl is required.',
      httpStatus: 400,
    });
  });
});

describe('requests', { timeout: 30_000 }, () => {
  test('are joined, but for those with attachments, which are megabytes each', async () => {
    const { requests, fetch } = recordingFetch();
    const client = createCarepostClient({ ...product, fetch });
    const send = (more: object = {}) => client.emails.send.mutate({ to, message: welcome, ...more });
    await Promise.all([send(), send()]);
    expect(requests).toHaveLength(1);
    const content = Buffer.alloc(700_000).toString('base64');
    const attachments = [{ fileName: 'a.pdf', contentType: 'application/pdf', content }];
    await Promise.all([send({ attachments }), send({ attachments })]);
    expect(requests).toHaveLength(3);
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
  });

  test('never carry an input or a key in their URL', async () => {
    const { requests, fetch } = recordingFetch();
    const { key } = await createCarepostClient(product).apiKeys.create.mutate({
      name: 'url',
      scopes: ['send', 'read'],
    });
    const client = createCarepostClient({ ...product, apiKey: key, fetch });
    const { id } = await client.emails.send.mutate({ to, message: welcome });
    const page = await client.emails.list.query({ to });
    await client.templates.render.mutate({ message: welcome });
    for await (const { settled } of watchTimeline(client, id)) if (settled) break;

    expect(page.emails.map((email) => email.id)).toContain(id);
    expect(requests.length).toBeGreaterThanOrEqual(4);
    for (const { url, headers } of requests) {
      expect(decodeURIComponent(url)).not.toMatch(/Testina|example\.com|cp_/i);
      expect(headers.get('authorization')).toBe(`Bearer ${key}`);
    }
    // All but the event stream, whose URL has nothing but the email's id.
    const [stream, ...others] = requests.filter(({ method }) => method !== 'POST');
    expect(others).toEqual([]);
    expect(new URL(stream?.url ?? '').searchParams.get('input')).toBe(JSON.stringify({ id }));
  });

  test('carry the headers they were given', async () => {
    const { requests, fetch } = recordingFetch();
    const client = createCarepostClient({ ...product, fetch, headers: { 'x-session': 'abc' } });
    await client.account.status.query({});
    expect(requests.map(({ headers }) => headers.get('x-session'))).toEqual(['abc']);
  });
});

describe('a refusal', { timeout: 30_000 }, () => {
  const badKey = `cp_${'x'.repeat(43)}`;

  test('of a call with a bad key is a CarepostError', async () => {
    const error = await errorOf(createCarepostClient({ ...product, apiKey: badKey }).emails.list.query({}));
    expect(isCarepostError(error) && error.data.code).toBe('unauthenticated');
  });

  test('of a subscription with a bad key is one too', async () => {
    const client = createCarepostClient({ ...product, apiKey: badKey });
    const error = await errorOf(watchTimeline(client, crypto.randomUUID()).next());
    expect(isCarepostError(error) && error.data.code).toBe('unauthenticated');
  });

  test('of a subscription to an unknown email is one too', async () => {
    const error = await errorOf(watchTimeline(createCarepostClient(product), crypto.randomUUID()).next());
    expect(isCarepostError(error) && error.data.code).toBe('not_found');
  });

  test('is told apart from a service that is not there', async () => {
    const url = `http://127.0.0.1:${await findFreePort()}`;
    const error = await errorOf(createCarepostClient({ url }).emails.list.query({}));
    expect(error).toBeInstanceOf(Error);
    expect(isCarepostError(error)).toBe(false);
  });
});

describe('watching', { timeout: 30_000 }, () => {
  test('goes on when the service ends the stream before the email is settled, as it does when it restarts', async () => {
    const streams: string[] = [];
    const restarting: typeof fetch = async (input, init) => {
      if (!String(input).includes('onTimeline')) return fetch(input, init);
      streams.push(String(input));
      if (streams.length > 1) return fetch(input, init);
      return new Response('event: return\ndata:\n\n', { headers: { 'content-type': 'text/event-stream' } });
    };
    const client = createCarepostClient({ ...product, fetch: restarting });
    const { id } = await client.emails.send.mutate({ to, message: welcome });
    let last: Timeline | undefined;
    for await (const timeline of watchTimeline(client, id)) last = timeline;
    expect(last?.status).toBe('delivered');
    expect(streams).toHaveLength(2);
  });

  test('ends when its signal is aborted', async () => {
    const client = createCarepostClient(product);
    const url = `http://127.0.0.1:${await findFreePort()}`;
    const { id } = await client.emails.send.mutate({ to, message: welcome });
    const giveUp = new AbortController();
    const next = watchTimeline(createCarepostClient({ url }), id, { signal: giveUp.signal }).next();
    giveUp.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

test('an idempotency key for every request is refused: it names one call', () => {
  const headers = { 'Idempotency-Key': 'k' };
  expect(() => createCarepostClient({ ...product, headers })).toThrow(/idempotencyKey into its input/);
});

describe('a key in a browser', { timeout: 30_000 }, () => {
  test('is refused before anything is sent', () => {
    Object.assign(globalThis, { document: {} });
    try {
      expect(() => createCarepostClient({ ...product, apiKey: 'cp_secret' })).toThrow(/browser/);
      expect(() => createCarepostClient(product)).not.toThrow();
    } finally {
      Reflect.deleteProperty(globalThis, 'document');
    }
  });
});
