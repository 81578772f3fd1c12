import { randomUUID } from 'node:crypto';
import type { SnsMessage } from '@carepost/contracts';
import type { Settings } from '../settings.ts';
import type { SqsQueue } from '../sqs/sqs-queue.ts';
import { QueueSubscription } from './queue-subscription.ts';
import { signMessage } from './sign-message.ts';
import { certificatePath, type SigningKey } from './signing-key.ts';
import { Subscription } from './subscription.ts';

// What SES writes there for every event.
const SUBJECT = 'Amazon SES Email Event Notification';

/** The SNS topic that SES publishes to, with its HTTP and SQS subscriptions. */
export class SnsTopic {
  readonly arn: string;
  readonly certificate: string;
  readonly certificatePath: string;
  readonly #settings: Settings;
  readonly #key: SigningKey;
  readonly #subscriptions = new Map<string, Subscription | QueueSubscription>();
  #held = false;
  // Signing is asynchronous; the chain keeps notifications in the order of publishing.
  #published: Promise<void> = Promise.resolve();

  constructor(settings: Settings, key: SigningKey) {
    this.#settings = settings;
    this.#key = key;
    this.arn = `arn:aws:sns:${settings.region}:${settings.accountId}:${settings.topicName}`;
    this.certificate = key.certificate;
    this.certificatePath = certificatePath(key.certificate);
  }

  get subscriptions(): { arn: string; endpoint: string; confirmed: boolean; waiting: number }[] {
    return [...this.#subscriptions.values()].map(({ arn, endpoint, isConfirmed, waiting }) => ({
      arn,
      endpoint,
      confirmed: isConfirmed,
      waiting,
    }));
  }

  /** Starts the handshake with an endpoint; resolves when it has confirmed. An endpoint is subscribed once. */
  subscribe(endpoint: string): Promise<void> {
    const url = URL.parse(endpoint);
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
      throw new TypeError('A subscriber is an http or https URL.');
    }
    const known = this.#subscriptions.get(endpoint);
    if (known) return known.confirmed;
    const subscription = new Subscription({
      endpoint,
      topicArn: this.arn,
      confirmation: (token) => this.#confirmation(token),
      unsubscribeUrl: (arn) => this.#unsubscribeUrl(arn),
      retryDelayMs: this.#settings.retryDelayMs,
      unconfirmedEvents: this.#settings.unconfirmedEvents,
      log: this.#settings.log,
    });
    this.#add(subscription);
    return subscription.confirmed;
  }

  /** Subscribes a queue, which gets everything published from now on. A queue is subscribed once. */
  subscribeQueue(queue: SqsQueue): void {
    if (this.#subscriptions.has(queue.arn)) return;
    this.#add(
      new QueueSubscription({
        queue,
        topicArn: this.arn,
        unsubscribeUrl: (arn) => this.#unsubscribeUrl(arn),
        log: this.#settings.log,
      }),
    );
  }

  /** The ARN of the subscription that this token confirms; undefined when there is none. */
  confirm(token: string): string | undefined {
    const found = [...this.#subscriptions.values()].find((subscription) => subscription.token === token);
    found?.confirm();
    return found?.arn;
  }

  /** Ends a subscription. False when there is none of this ARN. */
  unsubscribe(arn: string): boolean {
    const found = [...this.#subscriptions.values()].find((subscription) => subscription.arn === arn);
    found?.close();
    return found !== undefined && this.#subscriptions.delete(found.endpoint);
  }

  get held(): boolean {
    return this.#held;
  }

  /** Stops posting notifications, as when the channel between SNS and its subscribers is down. They are kept. */
  hold(): void {
    this.#held = true;
    for (const subscription of this.#subscriptions.values()) subscription.hold();
  }

  /** Posts what was held, and goes on. */
  release(): void {
    this.#held = false;
    for (const subscription of this.#subscriptions.values()) subscription.release();
  }

  /** Sends a notification to every confirmed subscription, `copies` times under the same MessageId. */
  publish(message: string, copies = 1): void {
    const signed = signMessage(
      { ...this.#head(), Type: 'Notification', Subject: SUBJECT, Message: message },
      this.#key,
    );
    const before = this.#published;
    this.#published = signed.then(async (notification) => {
      await before;
      for (const subscription of this.#subscriptions.values()) {
        for (let copy = 0; copy < copies; copy += 1) subscription.notify(notification);
      }
    });
  }

  /** Resolves when every confirmed subscription has everything that was published. */
  async idle(): Promise<void> {
    await this.#published;
    const confirmed = [...this.#subscriptions.values()].filter(({ isConfirmed }) => isConfirmed);
    await Promise.all(confirmed.map((subscription) => subscription.idle()));
  }

  close(): void {
    for (const subscription of this.#subscriptions.values()) subscription.close();
    this.#subscriptions.clear();
  }

  #add(subscription: Subscription | QueueSubscription): void {
    if (this.#held) subscription.hold();
    this.#subscriptions.set(subscription.endpoint, subscription);
  }

  #unsubscribeUrl(arn: string): string {
    return this.#url({ Action: 'Unsubscribe', SubscriptionArn: arn });
  }

  #confirmation(token: string): Promise<SnsMessage> {
    return signMessage(
      {
        ...this.#head(),
        Type: 'SubscriptionConfirmation',
        Token: token,
        Message: `You have chosen to subscribe to the topic ${this.arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
        SubscribeURL: this.#url({ Action: 'ConfirmSubscription', TopicArn: this.arn, Token: token }),
      },
      this.#key,
    );
  }

  #head() {
    return {
      MessageId: randomUUID(),
      TopicArn: this.arn,
      Timestamp: this.#settings.clock().toISOString(),
      SignatureVersion: this.#settings.signatureVersion,
      SigningCertURL: `https://sns.${this.#settings.region}.amazonaws.com${this.certificatePath}`,
    };
  }

  // TopicArn stands unescaped in the URLs of the real service, as it may in a query.
  #url(query: Record<string, string>): string {
    const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`);
    return `https://sns.${this.#settings.region}.amazonaws.com/?${pairs.join('&')}`;
  }
}
