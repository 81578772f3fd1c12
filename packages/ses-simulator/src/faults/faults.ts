import { z } from 'zod';

const times = z.int().min(0).max(1_000_000);

/** Everything that can be made to go wrong. Counts are "the next n SendEmail requests". */
const faultSettings = z.strictObject({
  /** Answer TooManyRequestsException without accepting. */
  throttle: times,
  /** Answer 500 without accepting. */
  failBefore: times,
  /** Accept, then reset the connection instead of answering. */
  resetAfterAccept: times,
  /** Accept, but publish no event. */
  withholdEvents: times,
  /** Accept, and post every event of the message twice, under the same SNS MessageId. */
  duplicateEvents: times,
  /** Milliseconds between accepting and answering, until set back to 0. */
  delayMs: z.int().min(0).max(600_000),
});
export type FaultSettings = z.infer<typeof faultSettings>;
export const faultChange = faultSettings.partial();

const none: FaultSettings = {
  throttle: 0,
  failBefore: 0,
  resetAfterAccept: 0,
  withholdEvents: 0,
  duplicateEvents: 0,
  delayMs: 0,
};

/** The faults that are switched on now. */
export class Faults {
  #settings: FaultSettings = { ...none };

  get settings(): FaultSettings {
    return { ...this.#settings };
  }

  /** Changes the faults named; the others stay. */
  set(change: z.infer<typeof faultChange>): FaultSettings {
    const named = Object.entries(change).filter(([, value]) => value !== undefined);
    this.#settings = { ...this.#settings, ...Object.fromEntries(named) };
    return this.settings;
  }

  clear(): void {
    this.#settings = { ...none };
  }

  /** Whether this request is one of the next n; counts it if so. */
  take(fault: Exclude<keyof FaultSettings, 'delayMs'>): boolean {
    if (this.#settings[fault] === 0) return false;
    this.#settings[fault] -= 1;
    return true;
  }
}
