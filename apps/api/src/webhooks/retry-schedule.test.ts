import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextAttemptMs, readRetryAfterMs } from './retry-schedule.ts';

const HOUR = 3_600_000;

test('nine retries spread over about three days, then none', () => {
  const waits = Array.from({ length: 12 }, (_, index) => nextAttemptMs(index + 1, 0.5));
  expect(waits.slice(9)).toEqual([undefined, undefined, undefined]);
  const total = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0);
  expect(total / HOUR).toBeCloseTo(75.6, 1);
});

test('jitter moves a retry by a tenth at most', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempts, random) => {
        const ratio = (nextAttemptMs(attempts, random) ?? 0) / (nextAttemptMs(attempts, 0.5) ?? 1);
        expect(Math.abs(ratio - 1)).toBeLessThan(0.1001);
      },
    ),
  );
});

test('Retry-After is read as seconds or as a date, and bounded', () => {
  const now = new Date('2026-11-24T10:00:00Z');
  expect(readRetryAfterMs('120', now)).toBe(120_000);
  expect(readRetryAfterMs(' 5 ', now)).toBe(5_000);
  expect(readRetryAfterMs('Tue, 24 Nov 2026 10:01:00 GMT', now)).toBe(60_000);
  expect(readRetryAfterMs('99999999999', now)).toBe(HOUR);
  for (const nonsense of [undefined, '', '0', '-5', 'soon', 'Tue, 24 Nov 2026 09:00:00 GMT'])
    expect(readRetryAfterMs(nonsense, now)).toBeUndefined();
});
