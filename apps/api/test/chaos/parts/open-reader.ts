import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { z } from 'zod';

const GIVE_UP_AFTER_MS = 30_000;
const RETRY_MS = 100;

/** Looks into the database from outside of the product. */
export type Reader = AsyncDisposable & {
  /** Rows of a statement; it is repeated while the server is away, so it must be one that may be. */
  rows<Row>(shape: z.ZodType<Row>, sql: string, values?: unknown[]): Promise<Row[]>;
  /** A connection of its own, for locks that are held on purpose. */
  connect(): Promise<pg.PoolClient>;
};

export function openReader(connectionString: string): Reader {
  const pool = new pg.Pool({ connectionString, max: 4 });
  // An idle connection that breaks reports it here; without a listener it would end the process.
  pool.on('error', () => {});
  return {
    async rows(shape, sql, values = []) {
      for (const started = performance.now(); ; ) {
        try {
          const { rows } = await pool.query<Record<string, unknown>>(sql, values);
          return rows.map((row) => shape.parse(row));
        } catch (error) {
          if (performance.now() - started > GIVE_UP_AFTER_MS || !isAway(error)) throw error;
          await wait(RETRY_MS);
        }
      }
    },
    connect: () => pool.connect(),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

// SQLSTATE classes 57 (shut down) and 08 (connection), and what the sockets themselves report.
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return /^(57|08|53)/.test(code) || /^E[A-Z]+$/.test(code) || /connection|terminat/i.test(error.message);
}
