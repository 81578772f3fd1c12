import { Fifo } from './fifo.ts';
import type { PostResult } from './post-message.ts';

const CONCURRENCY = 8;
const MAX_WAITING = 50_000;

type Item<Message> = { number: number; message: Message; failures: number };

type DeliveryQueueOptions<Message> = {
  post: (message: Message) => Promise<PostResult>;
  /** Milliseconds to wait after so many failures in a row. */
  retryDelayMs: (failures: number) => number;
  /** The oldest message was given up because too many wait. */
  dropped: () => void;
};

/**
 * Delivers messages to one endpoint, roughly in order, and tries again until it succeeds. When the endpoint cannot be
 * reached everything waits together, in order; a message that is answered with an error waits alone, so that one bad
 * message does not stop the others. (AWS gives up after an hour, and at once on most 4xx.)
 */
export class DeliveryQueue<Message> {
  readonly #options: DeliveryQueueOptions<Message>;
  readonly #ready = new Fifo<Item<Message>>();
  // Came back because the endpoint could not be reached; at most as many as are under way, before all others.
  #returned: Item<Message>[] = [];
  readonly #delayed = new Map<Item<Message>, NodeJS.Timeout>();
  #count = 0;
  #active = 0;
  #open = false;
  #held = false;
  #unreachable = 0;
  #pause: NodeJS.Timeout | undefined;
  #closed = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: DeliveryQueueOptions<Message>) {
    this.#options = options;
  }

  /** Messages that are not delivered yet. */
  get size(): number {
    return this.#returned.length + this.#ready.size + this.#delayed.size + this.#active;
  }

  /** Nothing is posted before this is called once. */
  start(): void {
    this.#open = true;
    this.#run();
  }

  /** Posts nothing more until it is released. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#run();
  }

  push(message: Message): void {
    if (this.#closed) return;
    this.#ready.push({ number: this.#count++, message, failures: 0 });
    if (this.size > MAX_WAITING && this.#ready.shift()) this.#options.dropped();
    this.#run();
  }

  /** Resolves when everything pushed so far and since is delivered. */
  idle(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#pause);
    for (const timer of this.#delayed.values()) clearTimeout(timer);
    this.#delayed.clear();
    this.#ready.clear();
    this.#returned = [];
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #run(): void {
    while (this.#mayPost()) {
      const item = this.#returned.shift() ?? this.#ready.shift();
      if (!item) return;
      this.#active += 1;
      void this.#deliver(item);
    }
  }

  #mayPost(): boolean {
    const stopped = !this.#open || this.#closed || this.#held || this.#pause !== undefined;
    return !stopped && this.#active < CONCURRENCY;
  }

  async #deliver(item: Item<Message>): Promise<void> {
    const result = await this.#options.post(item.message);
    this.#active -= 1;
    if (this.#closed) return;
    switch (result) {
      case 'delivered':
        this.#unreachable = 0;
        break;
      case 'unreachable':
        this.#waitForEndpoint(item);
        break;
      case 'refused':
        this.#waitAlone(item);
        break;
      default:
        result satisfies never;
    }
    if (this.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    this.#run();
  }

  #waitForEndpoint(item: Item<Message>): void {
    this.#returned.push(item);
    this.#returned.sort((a, b) => a.number - b.number);
    // The other posts under way fail for the same reason; they count as one failure.
    if (this.#pause !== undefined) return;
    this.#unreachable += 1;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#run();
    }, this.#options.retryDelayMs(this.#unreachable));
  }

  #waitAlone(item: Item<Message>): void {
    item.failures += 1;
    const timer = setTimeout(() => {
      this.#delayed.delete(item);
      this.#ready.push(item);
      this.#run();
    }, this.#options.retryDelayMs(item.failures));
    this.#delayed.set(item, timer);
  }
}
