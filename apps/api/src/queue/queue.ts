import type { Transaction } from '../database/open-database.ts';

/** Work on woken emails. Resolves when every one of them is settled or put back; a rejection wakes them again. */
type DeliverEmails = (emailIds: string[]) => Promise<void>;

/**
 * Wakes workers for emails. A job is only a wake-up and holds nothing but an id: the Email row is the truth, so a job
 * too many does no harm and one too few is found by the sweeper.
 */
export type Queue = {
  /** Adds a job in the caller's transaction; it exists exactly if that commits. */
  wake(tx: Transaction, emailId: string, notBefore?: Date): Promise<void>;
  /** Queued emails that have been due for so long and have no job: at most `limit`, locked for this transaction. */
  findWithoutJob(tx: Transaction, overdueSeconds: number, limit: number): Promise<string[]>;
  /** Starts to hand out jobs, up to `batchSize` at a time. */
  work(batchSize: number, deliver: DeliverEmails): Promise<void>;
  /** Stops handing out, waits for what is being delivered, closes. */
  stop(): Promise<void>;
};
