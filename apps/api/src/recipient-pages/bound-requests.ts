const WINDOW_MS = 60_000;
const MOST_KEYS = 10_000;

/**
 * Lets a key through so many times a minute, in this process. Links are checked before they are counted, so that nobody
 * without one can use up another's share.
 */
export function boundRequests(perMinute: number, now: () => number): (key: string) => boolean {
  let counts = new Map<string, number>();
  let since = now();
  return (key) => {
    // A clock that was set back must not make a window of an hour.
    if (Math.abs(now() - since) >= WINDOW_MS || counts.size >= MOST_KEYS) {
      counts = new Map();
      since = now();
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= perMinute;
  };
}
