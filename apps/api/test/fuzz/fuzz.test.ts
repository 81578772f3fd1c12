import { expect, inject, test } from 'vitest';
import { runFuzzer } from './run-fuzzer.ts';

const { requests, seed, from } = inject('fuzz');

/** The heap may grow by what the tables of a longer run need in memory; a leak of a request's size would be far more. */
const MOST_GROWTH_MIB = 64;

test(`${requests} mutated requests break nothing and learn nothing`, {
  timeout: 60_000 + requests * 100,
}, async () => {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const { failures, statuses, heap, lastEmail } = await runFuzzer({ seed, from, requests, say });
  say(`answers: ${JSON.stringify(statuses)}; heap: ${heap.early} MiB, then ${heap.late} MiB`);
  const again = failures.map((failure) => {
    const number = /^#(\d+)/.exec(failure)?.[1];
    return number
      ? `${failure}\n  again: npm run test:fuzz -- --seed ${seed} --from ${number} --requests 1`
      : failure;
  });
  expect(again).toEqual([]);
  expect(lastEmail).toBe('delivered');
  expect(heap.late - heap.early).toBeLessThan(MOST_GROWTH_MIB);
  // Requests that get no further than the first check would test little.
  if (requests >= 500) {
    expect(statuses['200'] ?? 0).toBeGreaterThan(requests * 0.15);
    expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['400', '401', '403', '404', '409', '413']));
  }
});
