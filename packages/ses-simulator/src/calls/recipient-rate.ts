import { RecipientWindow } from '../account/recipient-window.ts';

export type SecondCount = { second: string; recipients: number };

// The newest; three hours of steady sending.
const KEPT_SECONDS = 10_000;

/** Recipients over time: by second of the clock, and the busiest rolling second. */
export class RecipientRate {
  readonly #window = new RecipientWindow(1000, 1);
  readonly #seconds = new Map<number, number>();
  #busiest = 0;
  #total = 0;

  add(recipients: number, now: number): void {
    this.#total += recipients;
    this.#window.add(recipients, now);
    this.#busiest = Math.max(this.#busiest, this.#window.total(now));
    const second = Math.floor(now / 1000);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + recipients);
    const oldest = this.#seconds.size > KEPT_SECONDS ? this.#seconds.keys().next().value : undefined;
    if (oldest !== undefined) this.#seconds.delete(oldest);
  }

  get total(): number {
    return this.#total;
  }

  /** The most in any window of one second. */
  get busiestSecond(): number {
    return this.#busiest;
  }

  /** Seconds in which there was any, oldest first. */
  get perSecond(): SecondCount[] {
    return [...this.#seconds].map(([second, recipients]) => ({
      second: new Date(second * 1000).toISOString(),
      recipients,
    }));
  }
}
