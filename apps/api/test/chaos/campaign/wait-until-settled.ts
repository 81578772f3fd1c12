import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Installation } from '../parts/start-installation.ts';

const LOOK_EVERY_MS = 250;
const row = z.object({ open: z.int(), sent: z.int() });

/**
 * Waits until nothing moves any more: no email is on its way, and every event has come. Gives the milliseconds that took;
 * undefined when the limit passed first (what is still open is then for the checker to say).
 */
export async function waitUntilSettled(
  { reader, simulator }: Pick<Installation, 'reader' | 'simulator'>,
  limitMs: number,
): Promise<number | undefined> {
  const started = performance.now();
  for (;;) {
    const waiting = await simulator.waitingEvents();
    const [left] = await reader.rows(
      row,
      `SELECT count(*) FILTER (WHERE "status" IN ('scheduled', 'queued', 'claimed', 'sending'))::int AS open,
              count(*) FILTER (WHERE "status" = 'sent')::int AS sent FROM "Email"`,
    );
    const ms = Math.round(performance.now() - started);
    if (left && left.open + left.sent + waiting === 0) return ms;
    if (ms > limitMs) return undefined;
    await wait(LOOK_EVERY_MS);
  }
}
