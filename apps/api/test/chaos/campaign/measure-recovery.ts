import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Reader } from '../parts/open-reader.ts';

const LOOK_EVERY_MS = 100;
const GIVE_UP_AFTER_MS = 60_000;
const held = z.object({ id: z.uuid(), fence: z.int() });
const count = z.object({ n: z.int() });

export type Recovery = {
  /** Emails that were in somebody's hands when the worker was killed: the dead worker's among them. */
  held: number;
  /** Until the last of them was settled, or claimed anew by a living worker. */
  ms: number;
};

/**
 * Call right after a kill: how long until everything that was claimed or being sent is in good hands again. A row does not
 * say whose claim it is, so the claims of living workers count too: the true recovery of the dead worker's is at most this.
 */
export async function measureRecovery(reader: Reader): Promise<Recovery> {
  const started = performance.now();
  const rows = await reader.rows(
    held,
    `SELECT "id", "fence" FROM "Email" WHERE "status" IN ('claimed', 'sending')`,
  );
  for (;;) {
    const [left] = await reader.rows(
      count,
      `SELECT count(*)::int AS n FROM "Email" email
         JOIN unnest($1::uuid[], $2::int[]) AS held(id, fence) ON held.id = email."id" AND held.fence = email."fence"
        WHERE email."status" IN ('queued', 'claimed', 'sending')`,
      [rows.map(({ id }) => id), rows.map(({ fence }) => fence)],
    );
    const ms = Math.round(performance.now() - started);
    if (left?.n === 0 || ms > GIVE_UP_AFTER_MS) return { held: rows.length, ms };
    await wait(LOOK_EVERY_MS);
  }
}
