import { RecipientRate, type SecondCount } from './recipient-rate.ts';
import { type CallCount, TagCounts, type TagSummary } from './tag-counts.ts';

export type CallReport = {
  total: CallCount;
  /** By the value of the tag `attempt_id`. */
  byAttemptId: Record<string, CallCount>;
  /** By the value of the tag `email_id`. */
  byEmailId: Record<string, CallCount>;
  /** The most recipients that were asked for in any one second, whatever became of them. */
  busiestSecond: number;
};

/** Everything a long run is judged by, at a cost that does not grow with the number of messages. */
export type CallSummary = {
  total: CallCount;
  attempts: TagSummary;
  emails: TagSummary;
  recipients: {
    requested: number;
    accepted: number;
    busiestSecondRequested: number;
    busiestSecondAccepted: number;
    /** Accepted recipients by second of the clock, oldest first; the newest 10,000 seconds that had any. */
    acceptedPerSecond: SecondCount[];
  };
};

type Tags = Readonly<Record<string, string>>;

/**
 * Counts messages as they arrive and as they are accepted, so that a test can prove what the provider saw. SendEmail is
 * one message, SendBulkEmail one for each entry.
 */
export class CallCounts {
  #total: CallCount = { received: 0, accepted: 0 };
  readonly #attempts = new TagCounts();
  readonly #emails = new TagCounts();
  #requested = new RecipientRate();
  #accepted = new RecipientRate();

  /** Every message of a POST that could be read counts, also when it is refused for its date, signature or content. */
  received(tags: Tags, recipients: number, now: number): void {
    this.#count('received', tags);
    this.#requested.add(recipients, now);
  }

  accepted(tags: Tags, recipients: number, now: number): void {
    this.#count('accepted', tags);
    this.#accepted.add(recipients, now);
  }

  get total(): CallCount {
    return { ...this.#total };
  }

  /** What was seen of one attempt; zeros for an attempt that never arrived. */
  ofAttempt(attemptId: string): CallCount {
    return this.#attempts.of(attemptId);
  }

  /** What was seen of one email, over all its attempts. */
  ofEmail(emailId: string): CallCount {
    return this.#emails.of(emailId);
  }

  summary(): CallSummary {
    return {
      total: this.total,
      attempts: this.#attempts.summary,
      emails: this.#emails.summary,
      recipients: {
        requested: this.#requested.total,
        accepted: this.#accepted.total,
        busiestSecondRequested: this.#requested.busiestSecond,
        busiestSecondAccepted: this.#accepted.busiestSecond,
        acceptedPerSecond: this.#accepted.perSecond,
      },
    };
  }

  /** Every tag with its counts: large after a long run. */
  report(): CallReport {
    return {
      total: this.total,
      byAttemptId: this.#attempts.toObject(),
      byEmailId: this.#emails.toObject(),
      busiestSecond: this.#requested.busiestSecond,
    };
  }

  clear(): void {
    this.#total = { received: 0, accepted: 0 };
    this.#attempts.clear();
    this.#emails.clear();
    this.#requested = new RecipientRate();
    this.#accepted = new RecipientRate();
  }

  #count(what: keyof CallCount, tags: Tags): void {
    this.#total[what] += 1;
    if (tags.attempt_id !== undefined) this.#attempts.add(what, tags.attempt_id);
    if (tags.email_id !== undefined) this.#emails.add(what, tags.email_id);
  }
}
