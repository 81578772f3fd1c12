import { RecipientWindow } from '../account/recipient-window.ts';

export type CallCount = { received: number; accepted: number };

export type CallReport = {
  total: CallCount;
  /** By the value of the tag `attempt_id`. */
  byAttemptId: Record<string, CallCount>;
  /** By the value of the tag `email_id`. */
  byEmailId: Record<string, CallCount>;
  /** The most recipients that were asked for in any one second, whatever became of them. */
  busiestSecond: number;
};

const COUNTED_TAGS = ['attempt_id', 'email_id'] as const;
// Enough for a benchmark; the oldest tags are forgotten past it.
const KEPT_TAGS = 500_000;

/** Counts SendEmail requests as they arrive and as they are accepted, so that a test can prove what the provider saw. */
export class CallCounts {
  #total: CallCount = { received: 0, accepted: 0 };
  readonly #byTag = { attempt_id: new Map<string, CallCount>(), email_id: new Map<string, CallCount>() };
  #second = new RecipientWindow(1000, 1);
  #busiestSecond = 0;

  /** Every POST that could be read counts, also those refused for their date, signature or content. */
  received(tags: Readonly<Record<string, string>>, recipients: number, now: number): void {
    this.#count('received', tags);
    this.#second.add(recipients, now);
    this.#busiestSecond = Math.max(this.#busiestSecond, this.#second.total(now));
  }

  accepted(tags: Readonly<Record<string, string>>): void {
    this.#count('accepted', tags);
  }

  get total(): CallCount {
    return { ...this.#total };
  }

  /** What was seen of one attempt; zeros for an attempt that never arrived. */
  ofAttempt(attemptId: string): CallCount {
    return { ...(this.#byTag.attempt_id.get(attemptId) ?? { received: 0, accepted: 0 }) };
  }

  /** What was seen of one email, over all its attempts. */
  ofEmail(emailId: string): CallCount {
    return { ...(this.#byTag.email_id.get(emailId) ?? { received: 0, accepted: 0 }) };
  }

  report(): CallReport {
    return {
      total: this.total,
      byAttemptId: Object.fromEntries(this.#byTag.attempt_id),
      byEmailId: Object.fromEntries(this.#byTag.email_id),
      busiestSecond: this.#busiestSecond,
    };
  }

  clear(): void {
    this.#total = { received: 0, accepted: 0 };
    for (const tag of COUNTED_TAGS) this.#byTag[tag].clear();
    this.#second = new RecipientWindow(1000, 1);
    this.#busiestSecond = 0;
  }

  #count(what: keyof CallCount, tags: Readonly<Record<string, string>>): void {
    this.#total[what] += 1;
    for (const tag of COUNTED_TAGS) {
      const value = tags[tag];
      if (value === undefined) continue;
      const counts = this.#byTag[tag];
      const count = counts.get(value) ?? { received: 0, accepted: 0 };
      count[what] += 1;
      counts.set(value, count);
      const oldest = counts.size > KEPT_TAGS ? counts.keys().next().value : undefined;
      if (oldest !== undefined) counts.delete(oldest);
    }
  }
}
