import type { Request } from 'express';

/** The names of the tRPC procedures that a request calls; several when a client joined its calls. Only below /trpc. */
export function calledProcedures({ path }: Request): string[] {
  return path.slice(1).split(/,|%2c/i);
}

/** How many calls a client may join into one request. */
export const MAX_BATCH = 20;
