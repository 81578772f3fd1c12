import { randomBytes, randomUUID } from 'node:crypto';
import type { SnsMessage } from '@carepost/contracts';
import { DeliveryQueue } from './delivery-queue.ts';
import { postMessage } from './post-message.ts';

const CONFIRM_FIRST_MS = 100;
const QUIET_TRIES = 4;
const CONFIRM_MAX_MS = 2000;

type SubscriptionOptions = {
  endpoint: string;
  topicArn: string;
  /** Signs a confirmation that carries this token. Made anew for every try, so that its timestamp is fresh. */
  confirmation: (token: string) => Promise<SnsMessage>;
  unsubscribeUrl: (subscriptionArn: string) => string;
  retryDelayMs: (failures: number) => number;
  unconfirmedEvents: 'drop' | 'hold';
  log: (line: string) => void;
};

/**
 * One endpoint of a topic. It is asked to confirm, again and again until it does, so that it does not matter which of
 * the two starts first; notifications follow only then.
 */
export class Subscription {
  readonly endpoint: string;
  readonly token = randomBytes(128).toString('hex');
  readonly arn: string;
  readonly #options: SubscriptionOptions;
  readonly #queue: DeliveryQueue<SnsMessage>;
  readonly #closing = new AbortController();
  readonly #confirmed = Promise.withResolvers<void>();
  #isConfirmed = false;
  #asked = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.endpoint = options.endpoint;
    this.arn = `${options.topicArn}:${randomUUID()}`;
    this.#queue = new DeliveryQueue({
      post: (message) =>
        postMessage(this.endpoint, message, {
          subscriptionArn: this.arn,
          unsubscribeUrl: options.unsubscribeUrl(this.arn),
          signal: this.#closing.signal,
        }),
      retryDelayMs: options.retryDelayMs,
      dropped: () => options.log('too many events wait for the subscriber; the oldest was dropped'),
    });
    void this.#ask();
  }

  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  /** Resolves once the endpoint has confirmed, or the subscription is closed. */
  get confirmed(): Promise<void> {
    return this.#confirmed.promise;
  }

  /** Notifications that are not delivered yet. */
  get waiting(): number {
    return this.#queue.size;
  }

  confirm(): void {
    if (!this.#isConfirmed) this.#options.log('the subscriber confirmed its subscription');
    this.#isConfirmed = true;
    clearTimeout(this.#timer);
    this.#confirmed.resolve();
    this.#queue.start();
  }

  notify(message: SnsMessage): void {
    if (this.#isConfirmed || this.#options.unconfirmedEvents === 'hold') this.#queue.push(message);
    else this.#options.log('an event was dropped: the subscription is not confirmed yet');
  }

  hold(): void {
    this.#queue.hold();
  }

  release(): void {
    this.#queue.release();
  }

  idle(): Promise<void> {
    return this.#queue.idle();
  }

  close(): void {
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.#queue.close();
    this.#confirmed.resolve();
  }

  async #ask(): Promise<void> {
    const message = await this.#options.confirmation(this.token);
    const result = await postMessage(this.endpoint, message, { signal: this.#closing.signal });
    if (this.#isConfirmed || this.#closing.signal.aborted) return;
    // A webhook that starts together with the simulator is not there yet; that is nothing to tell.
    if (this.#asked === QUIET_TRIES) {
      this.#options.log(`the subscriber has not confirmed yet (${result}); asking until it does`);
    }
    // An endpoint that took the message gets time to visit the URL.
    const delay =
      result === 'delivered' ? CONFIRM_MAX_MS : Math.min(CONFIRM_FIRST_MS * 2 ** this.#asked, CONFIRM_MAX_MS);
    this.#asked += 1;
    this.#timer = setTimeout(() => void this.#ask(), delay);
  }
}
