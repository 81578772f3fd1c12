import { describe, expect, test } from 'vitest';
import { elapsed, relativeTime } from './relative-time.ts';

const now = new Date('2026-03-14T12:00:00Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe('relative time', () => {
  test.each([
    [0, 'just now'],
    [44, 'just now'],
    [45, '1 minute ago'],
    [119, '1 minute ago'],
    [120, '2 minutes ago'],
    [3599, '59 minutes ago'],
    [3600, '1 hour ago'],
    [86_399, '23 hours ago'],
    [86_400, 'yesterday'],
    [40 * 86_400, 'last month'],
    [-20, 'just now'],
    [-7200, 'in 2 hours'],
  ])('%i seconds ago reads "%s"', (seconds, words) => {
    expect(relativeTime(before(seconds), now)).toBe(words);
  });

  test('speaks the language it is asked for', () => {
    expect(relativeTime(before(120), now, 'de')).toBe('vor 2 Minuten');
  });
});

describe('elapsed time', () => {
  test.each([
    [0, '+0 ms'],
    [0.412, '+412 ms'],
    [1.34, '+1.3 s'],
    [125, '+2 min'],
    [7300, '+2 h'],
  ])('%d seconds later reads "%s"', (seconds, words) => {
    expect(elapsed(before(seconds), now)).toBe(words);
  });

  test('never runs backwards when the clock of the provider is behind', () => {
    expect(elapsed(now, before(3))).toBe('+0 ms');
  });
});
