import { expect, test } from 'vitest';
import { DeliveryQueue } from './delivery-queue.ts';
import type { PostResult } from './post-message.ts';

function startQueue(answer: (message: number, tries: number) => PostResult) {
  const tries = new Map<number, number>();
  const delivered: number[] = [];
  const delays: number[] = [];
  let dropped = 0;
  const queue = new DeliveryQueue<number>({
    async post(message) {
      tries.set(message, (tries.get(message) ?? 0) + 1);
      const result = answer(message, tries.get(message) ?? 0);
      if (result === 'delivered') delivered.push(message);
      return result;
    },
    retryDelayMs: (failures) => {
      delays.push(failures);
      return 0;
    },
    dropped: () => {
      dropped += 1;
    },
  });
  return { queue, delivered, delays, dropped: () => dropped };
}

test('nothing is posted before the start, and then in order', async () => {
  const { queue, delivered } = startQueue(() => 'delivered');
  const numbers = Array.from({ length: 100 }, (_, n) => n);
  for (const n of numbers) queue.push(n);
  expect([queue.size, delivered]).toEqual([100, []]);
  queue.start();
  await queue.idle();
  expect([queue.size, delivered]).toEqual([0, numbers]);
});

test('an endpoint that is down is tried by all together, so that the waits grow once a round', async () => {
  let down = 24;
  const { queue, delivered, delays } = startQueue(() => (down-- > 0 ? 'unreachable' : 'delivered'));
  for (let n = 0; n < 20; n += 1) queue.push(n);
  queue.start();
  await queue.idle();
  expect(delays).toEqual([1, 2, 3]);
  expect(delivered).toEqual(Array.from({ length: 20 }, (_, n) => n));
});

test('a refused message waits alone and its waits grow', async () => {
  const { queue, delivered, delays } = startQueue((message, tries) =>
    message === 0 && tries < 4 ? 'refused' : 'delivered',
  );
  for (let n = 0; n < 3; n += 1) queue.push(n);
  queue.start();
  await queue.idle();
  expect(delivered).toEqual([1, 2, 0]);
  expect(delays).toEqual([1, 2, 3]);
});

test('the oldest message is given up when fifty thousand wait', async () => {
  const { queue, delivered, dropped } = startQueue(() => 'delivered');
  for (let n = 0; n < 50_002; n += 1) queue.push(n);
  queue.start();
  await queue.idle();
  expect([dropped(), delivered.length, delivered[0]]).toEqual([2, 50_000, 2]);
});
