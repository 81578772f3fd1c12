import { z } from 'zod';

export const suppressionReason = z.enum(['BOUNCE', 'COMPLAINT']);
export type SuppressionReason = z.infer<typeof suppressionReason>;

export type SuppressedDestination = {
  /** In lower case: the list does not distinguish cases. */
  emailAddress: string;
  reason: SuppressionReason;
  lastUpdateTime: Date;
  /** Only when an event put it on the list, not a request. */
  messageId?: string | undefined;
  feedbackId?: string | undefined;
};

const MAX_ADDRESSES = 200_000;

/** The account-level suppression list. The oldest entries are forgotten past 200,000. */
export class SuppressionList {
  readonly #entries = new Map<string, SuppressedDestination>();

  get size(): number {
    return this.#entries.size;
  }

  /** Adds an address, or gives it a new reason. */
  put(entry: SuppressedDestination): void {
    const emailAddress = entry.emailAddress.toLowerCase();
    // Deleted first, so that the map's order stays that of the last update.
    this.#entries.delete(emailAddress);
    this.#entries.set(emailAddress, { ...entry, emailAddress });
    const oldest = this.#entries.size > MAX_ADDRESSES ? this.#entries.keys().next().value : undefined;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  get(address: string): SuppressedDestination | undefined {
    if (this.#entries.size === 0) return undefined;
    return this.#entries.get(address.toLowerCase());
  }

  /** False when the address is not on the list. */
  delete(address: string): boolean {
    return this.#entries.delete(address.toLowerCase());
  }

  /** Least recently updated first. */
  list(filter: {
    reasons: readonly string[];
    from?: Date | undefined;
    until?: Date | undefined;
  }): SuppressedDestination[] {
    return [...this.#entries.values()].filter(
      ({ reason, lastUpdateTime }) =>
        (filter.reasons.length === 0 || filter.reasons.includes(reason)) &&
        (filter.from === undefined || lastUpdateTime >= filter.from) &&
        (filter.until === undefined || lastUpdateTime <= filter.until),
    );
  }

  clear(): void {
    this.#entries.clear();
  }
}
