import { type CarepostClient, type Timeline, watchTimeline } from '@carepost/client';
import { timelineLine } from './print-timeline.ts';
import type { Terminal } from './terminal.ts';

/**
 * Follows an email until it is settled, waits for a person (`held`), or the time is over.
 * Prints each new entry of its timeline, unless `quiet`.
 */
export async function watchEmail(
  terminal: Terminal,
  client: CarepostClient,
  id: string,
  { timeoutMs, quiet }: { timeoutMs: number; quiet: boolean },
): Promise<Timeline | undefined> {
  const giveUp = new AbortController();
  // Also keeps the process alive while a lost connection is opened again.
  const timer = setTimeout(() => giveUp.abort(), timeoutMs);
  const printed = new Set<string>();
  let last: Timeline | undefined;
  try {
    for await (const timeline of watchTimeline(client, id, { signal: giveUp.signal })) {
      last = timeline;
      for (const entry of timeline.entries) {
        // By content: an event that comes late may stand before entries that were printed already.
        const key = JSON.stringify(entry);
        if (!printed.has(key) && !quiet) terminal.say(timelineLine(terminal, entry));
        printed.add(key);
      }
      if (timeline.status === 'held') break;
    }
  } finally {
    clearTimeout(timer);
  }
  return last;
}
