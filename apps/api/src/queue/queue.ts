import type { Category } from '@carepost/contracts';
import type { Transaction } from '../database/open-database.ts';

/** Work on woken emails. Resolves when every one of them is settled or put back; a rejection wakes them again. */
type DeliverEmails = (emailIds: string[]) => Promise<void>;

/** An email that a worker should look at. Of what is due, transactional mail goes before marketing. */
type WakeUp = { id: string; category: Category; notBefore?: Date | null };

/**
 * Wakes workers for emails. A job is only a wake-up and holds nothing but an id: the Email row is the truth, so a job
 * too many does no harm and one too few is found by the sweeper.
 */
export type Queue = {
  /** Adds a job an email in the caller's transaction; they exist exactly if that commits. */
  wake(tx: Transaction, emails: readonly WakeUp[]): Promise<void>;
  /**
   * Due emails whose job a worker holds that has not been heard of for seconds: at most `limit`, locked for this
   * transaction. Those of a paused project are left alone, here and below.
   */
  findSilent(tx: Transaction, limit: number): Promise<WakeUp[]>;
  /** Emails that have been due for so long and have no job. Looks at everything that waits, so not for every second. */
  findWithoutJob(tx: Transaction, overdueSeconds: number, limit: number): Promise<WakeUp[]>;
  /** Starts to hand out jobs, up to `batchSize` at a time. */
  work(batchSize: number, deliver: DeliverEmails): Promise<void>;
  /** Stops handing out, waits for what is being delivered, closes. */
  stop(): Promise<void>;
};
