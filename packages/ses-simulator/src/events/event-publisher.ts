import type { SesEvent } from '@carepost/contracts';
import type { ReceivedMessage } from '../messages/received-message.ts';
import type { Settings } from '../settings.ts';
import type { SnsTopic } from '../sns/sns-topic.ts';
import { describeMail } from './describe-mail.ts';
import { planEvents } from './plan-events.ts';

/** Lets the life of each accepted message pass and publishes what SES would report about it to the topic. */
export class EventPublisher {
  readonly #topic: SnsTopic;
  readonly #settings: Settings;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;
  #whenIdle: (() => void)[] = [];

  constructor(topic: SnsTopic, settings: Settings) {
    this.#topic = topic;
    this.#settings = settings;
  }

  /** Publishes each event of the message `copies` times, one delay between two steps. */
  follow(message: ReceivedMessage, { infected, copies }: { infected: boolean; copies: number }): void {
    if (copies === 0 || this.#closed) return;
    const mail = describeMail(message, this.#settings);
    const planned = planEvents(message, infected);
    const steps = Map.groupBy(planned, ({ step }) => step);
    for (const [step, events] of steps) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        for (const { body } of events) {
          const { eventType, ...detail } = body(this.#settings.clock());
          const event: SesEvent = { eventType, mail, ...detail };
          this.#topic.publish(JSON.stringify(event), copies);
        }
        if (this.#timers.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
      }, step * this.#settings.eventDelayMs);
      this.#timers.add(timer);
    }
  }

  /** Resolves when no message has an event to come. */
  idle(): Promise<void> {
    if (this.#timers.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
