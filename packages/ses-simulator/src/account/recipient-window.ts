/** A sum over the last `length` ms, kept in steps of `step` ms so that its memory is bounded by length / step. */
export class RecipientWindow {
  readonly #length: number;
  readonly #step: number;
  readonly #steps: { at: number; count: number }[] = [];
  #total = 0;

  constructor(length: number, step: number) {
    this.#length = length;
    this.#step = step;
  }

  add(count: number, now: number): void {
    const at = Math.floor(now / this.#step) * this.#step;
    const last = this.#steps.at(-1);
    if (last && last.at >= at) last.count += count;
    else this.#steps.push({ at, count });
    this.#total += count;
  }

  /** The sum at `now`, which must not go back. */
  total(now: number): number {
    let first = this.#steps[0];
    while (first && first.at <= now - this.#length) {
      this.#total -= first.count;
      this.#steps.shift();
      first = this.#steps[0];
    }
    return this.#total;
  }
}
