import {
  type FaultChange,
  type FaultName,
  type FaultSettings,
  faultChange,
  noFaults,
} from './fault-settings.ts';
import { seededRandom } from './seeded-random.ts';

/** The faults that are switched on now. */
export class Faults {
  #settings: FaultSettings = noFaults();
  #random = seededRandom(this.#settings.random.seed);

  get settings(): FaultSettings {
    return structuredClone(this.#settings);
  }

  get delayMs(): number {
    return this.#settings.delayMs;
  }

  get delayEventsMs(): number {
    return this.#settings.delayEventsMs;
  }

  /**
   * Changes the faults named; the others stay. Naming `random` starts its numbers anew from the seed.
   * @throws ZodError for a value out of range
   */
  set(change: FaultChange): FaultSettings {
    const named = Object.entries(faultChange.parse(change)).filter(([, value]) => value !== undefined);
    this.#settings = { ...this.#settings, ...Object.fromEntries(named) };
    if (change.random !== undefined) this.#random = seededRandom(this.#settings.random.seed);
    return this.settings;
  }

  clear(): void {
    this.#settings = noFaults();
  }

  /** Whether this request or message is one of the next n, which counts it, or else one that chance picks. */
  take(fault: FaultName): boolean {
    if (this.#settings[fault] > 0) {
      this.#settings[fault] -= 1;
      return true;
    }
    const probability = this.#settings.random[fault];
    return probability > 0 && this.#random() < probability;
  }
}
