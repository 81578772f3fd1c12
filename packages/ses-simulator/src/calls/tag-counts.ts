export type CallCount = { received: number; accepted: number };

export type TagSummary = {
  /** Values seen. */
  seen: number;
  /** Values with at least one accepted message. */
  accepted: number;
  /** Values with more than one. */
  acceptedMoreThanOnce: number;
  /** Up to 100 of those, the first ones. */
  examples: string[];
};

// Enough for a benchmark; past it the oldest values are forgotten, though the summary still counts them.
const KEPT = 500_000;
const EXAMPLES = 100;

/** Calls by the value of one tag, with the figures a test asks for kept up to date on the way. */
export class TagCounts {
  readonly #counts = new Map<string, CallCount>();
  #summary: TagSummary = emptySummary();

  add(what: keyof CallCount, value: string): void {
    const known = this.#counts.get(value);
    const count = known ?? { received: 0, accepted: 0 };
    count[what] += 1;
    if (what === 'accepted') this.#noteAccepted(value, count.accepted);
    if (known) return;
    this.#summary.seen += 1;
    this.#counts.set(value, count);
    const oldest = this.#counts.size > KEPT ? this.#counts.keys().next().value : undefined;
    if (oldest !== undefined) this.#counts.delete(oldest);
  }

  of(value: string): CallCount {
    return { ...(this.#counts.get(value) ?? { received: 0, accepted: 0 }) };
  }

  get summary(): TagSummary {
    return structuredClone(this.#summary);
  }

  toObject(): Record<string, CallCount> {
    return Object.fromEntries(this.#counts);
  }

  clear(): void {
    this.#counts.clear();
    this.#summary = emptySummary();
  }

  #noteAccepted(value: string, times: number): void {
    if (times === 1) this.#summary.accepted += 1;
    if (times !== 2) return;
    this.#summary.acceptedMoreThanOnce += 1;
    if (this.#summary.examples.length < EXAMPLES) this.#summary.examples.push(value);
  }
}

function emptySummary(): TagSummary {
  return { seen: 0, accepted: 0, acceptedMoreThanOnce: 0, examples: [] };
}
