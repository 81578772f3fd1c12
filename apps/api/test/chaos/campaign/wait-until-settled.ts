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
 * the checker to say). Only emails accepted before `before` count.
 */
export async function waitUntilSettled(
  { reader, simulator }: Pick<Installation, 'reader' | 'simulator'>,
  limitMs: number,
  before = new Date('9999-01-01'),
): Promise<number | undefined> {
  const started = performance.now();
  let last = { changes: -1, at: started };
  for (;;) {
    const [left] = await reader.rows(
      row,
      `SELECT (SELECT count(*)::int FROM "Email" WHERE "createdAt" < $1
                  AND "status" IN ('scheduled', 'queued', 'claimed', 'sending', 'unknown')) AS open,
              (SELECT count(*)::int FROM "Event" event JOIN "Email" email ON email."id" = event."emailId"
                WHERE email."createdAt" < $1) AS changes`,
      [before],
    );
    const now = performance.now();
    if (left && (left.open > 0 || left.changes !== last.changes)) last = { changes: left.changes, at: now };
    if (now - last.at > QUIET_MS && (await simulator.waitingEvents()) === 0)
      return Math.round(last.at - started);
    if (now - started > limitMs) return undefined;
    await wait(LOOK_EVERY_MS);
  }
}
