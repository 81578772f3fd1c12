import { EventEmitter, on } from 'node:events';
import type { Database, Transaction } from '../database/open-database.ts';

// Apart from the emitter's own `error`.
const PREFIX = 'email:';
const nameOf = (emailId: string) => `${PREFIX}${emailId}`;
const CHANNEL = 'carepost_email_changed';

/** Tells every process that an email changed. Carries ids only. */
export type LiveUpdates = {
  /** Heard by others exactly if the caller's transaction commits. */
  emailChanged(tx: Transaction, ...emailIds: string[]): Promise<void>;
  /** Yields once for every change from now on, until the signal aborts. */
  watch(emailId: string, signal: AbortSignal): AsyncIterable<unknown>;
  close(): Promise<void>;
};

export async function createLiveUpdates(database: Database): Promise<LiveUpdates> {
  const changes = new EventEmitter().setMaxListeners(0);
  const stop = await database.listen(
    CHANNEL,
    (emailId) => void changes.emit(nameOf(emailId)),
    // Who watches looks again: the change it waits for may be among those that were not heard.
    () => {
      for (const name of changes.eventNames()) {
        if (String(name).startsWith(PREFIX)) changes.emit(name);
      }
    },
  );
  return {
    async emailChanged(tx, ...emailIds) {
      await tx.$executeRaw`SELECT pg_notify(${CHANNEL}, id) FROM unnest(${emailIds}::text[]) AS id`;
    },
    watch: (emailId, signal) => on(changes, nameOf(emailId), { signal }),
    close: stop,
  };
}
