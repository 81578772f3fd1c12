import { isMailboxSimulator, mailboxSimulatorOutcome } from './mailbox-simulator.ts';
import type { Outcome } from './outcome.ts';

const MAX_ENTRIES = 10_000;

/** What becomes of mail to an address: the mailbox simulator's addresses as AWS says, others as told here, or delivered. */
export class RecipientOutcomes {
  readonly #told = new Map<string, Outcome>();

  of(address: string): Outcome {
    if (isMailboxSimulator(address)) return mailboxSimulatorOutcome(address);
    if (this.#told.size === 0) return 'delivered';
    const key = address.toLowerCase();
    return this.#told.get(key) ?? this.#told.get(key.slice(key.lastIndexOf('@') + 1)) ?? 'delivered';
  }

  /**
   * Tells what becomes of mail to addresses or whole domains; null takes back what was told. The others stay.
   * @throws RangeError past 10,000 entries
   */
  set(changes: Readonly<Record<string, Outcome | null>>): Record<string, Outcome> {
    for (const [addressOrDomain, outcome] of Object.entries(changes)) {
      const key = addressOrDomain.toLowerCase();
      if (outcome === null) this.#told.delete(key);
      else if (this.#told.size >= MAX_ENTRIES && !this.#told.has(key)) {
        throw new RangeError(`Outcomes are kept for at most ${MAX_ENTRIES} addresses and domains.`);
      } else this.#told.set(key, outcome);
    }
    return this.told;
  }

  get told(): Record<string, Outcome> {
    return Object.fromEntries(this.#told);
  }

  clear(): void {
    this.#told.clear();
  }
}
