import { randomUUID } from 'node:crypto';
import type { SnsMessage } from '@carepost/contracts';
import type { SqsQueue } from '../sqs/sqs-queue.ts';
import { DeliveryQueue } from './delivery-queue.ts';

type QueueSubscriptionOptions = {
  queue: SqsQueue;
  topicArn: string;
  unsubscribeUrl: (subscriptionArn: string) => string;
  log: (line: string) => void;
};

/**
 * An SQS queue of the same account: it needs no confirmation. The queue gets the whole signed message as its body, since
 * raw delivery is off.
 */
export class QueueSubscription {
  readonly endpoint: string;
  readonly arn: string;
  readonly isConfirmed = true;
  readonly confirmed = Promise.resolve();
  readonly token = undefined;
  readonly #deliveries: DeliveryQueue<SnsMessage>;

  constructor({ queue, topicArn, unsubscribeUrl, log }: QueueSubscriptionOptions) {
    this.endpoint = queue.arn;
    this.arn = `${topicArn}:${randomUUID()}`;
    const UnsubscribeURL = unsubscribeUrl(this.arn);
    this.#deliveries = new DeliveryQueue({
      async post(message) {
        queue.send(() => JSON.stringify({ ...message, UnsubscribeURL }));
        return 'delivered';
      },
      retryDelayMs: () => 0,
      dropped: () => log('too many events are held; the oldest was dropped'),
    });
    this.#deliveries.start();
  }

  get waiting(): number {
    return this.#deliveries.size;
  }

  confirm(): void {}

  notify(message: SnsMessage): void {
    this.#deliveries.push(message);
  }

  hold(): void {
    this.#deliveries.hold();
  }

  release(): void {
    this.#deliveries.release();
  }

  idle(): Promise<void> {
    return this.#deliveries.idle();
  }

  close(): void {
    this.#deliveries.close();
  }
}
