import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Installation } from '../parts/start-installation.ts';

const LOOK_EVERY_MS = 250;
/** Events follow each other at this distance at most once nothing holds them up. */
const QUIET_MS = 2_500;
const row = z.object({ open: z.int(), changes: z.int() });

/**
 * Waits until nothing moves any more: no email is on its way or undecided, every event has come, and nothing has changed
 * for a while. Gives the milliseconds that took; undefined when the limit passed first (what is still open is then for
 * the checker to say).
 */
export async function waitUntilSettled(
  { reader, simulator }: Pick<Installation, 'reader' | 'simulator'>,
  limitMs: number,
): Promise<number | undefined> {
  const started = performance.now();
  let last = { changes: -1, at: started };
  for (;;) {
    const waiting = await simulator.waitingEvents();
    const [left] = await reader.rows(
      row,
      `SELECT count(*)::int AS open, (SELECT count(*)::int FROM "Event") AS changes
         FROM "Email" WHERE "status" IN ('scheduled', 'queued', 'claimed', 'sending', 'unknown')`,
    );
    const now = performance.now();
    if (left && (left.open + waiting > 0 || left.changes !== last.changes))
      last = { changes: left.changes, at: now };
    if (now - last.at > QUIET_MS) return Math.round(last.at - started);
    if (now - started > limitMs) return undefined;
    await wait(LOOK_EVERY_MS);
  }
}
