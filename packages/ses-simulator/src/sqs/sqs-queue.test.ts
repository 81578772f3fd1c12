import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqsQueue } from './sqs-queue.ts';

let queue: SqsQueue;
beforeEach(() => {
  queue = new SqsQueue({ name: 'q', arn: 'arn:aws:sqs:us-east-1:000000000000:q', clock: () => new Date() });
});
afterEach(() => queue.close());

function receive(more: { max?: number; wait?: number; signal?: AbortSignal } = {}) {
  const { max = 10, wait = 0, signal = new AbortController().signal } = more;
  return queue.receive({ max, wait, signal, visibilityTimeout: 60_000 });
}
async function bodies(more: Parameters<typeof receive>[0] = {}): Promise<string[]> {
  const received = await receive(more);
  return received === 'over limit' ? [received] : received.map(({ body }) => body);
}

test('a poller that hangs up takes no message with it', async () => {
  const abort = new AbortController();
  const polled = receive({ wait: 20_000, signal: abort.signal });
  abort.abort();
  expect(await polled).toEqual([]);
  queue.send(() => 'a');
  expect(queue.counts).toEqual({ visible: 1, inFlight: 0 });
});

test('two pollers get a message each, the one that came first the first', async () => {
  const first = bodies({ wait: 20_000, max: 1 });
  const second = bodies({ wait: 20_000, max: 1 });
  queue.send(() => 'a');
  queue.send(() => 'b');
  expect([await first, await second]).toEqual([['a'], ['b']]);
});

test('closing ends the wait of every poller', async () => {
  const polled = receive({ wait: 20_000 });
  queue.close();
  expect(await polled).toEqual([]);
});

test('the oldest messages are given up past fifty thousand, and memory does not grow with them', async () => {
  for (let n = 0; n < 50_002; n += 1) queue.send(() => String(n));
  expect(queue.counts).toEqual({ visible: 50_000, inFlight: 0 });
  expect(await bodies({ max: 1 })).toEqual(['2']);
});

test('a message that is deleted after it became visible again is not received', async () => {
  queue.send(() => 'a');
  const received = await receive();
  const handle = received === 'over limit' ? '' : (received[0]?.receiptHandle ?? '');
  expect(queue.changeVisibility(handle, 0)).toBe('done');
  expect(queue.delete(handle)).toBe('done');
  expect(await bodies()).toEqual([]);
});
