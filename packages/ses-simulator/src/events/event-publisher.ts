import type { SesEvent } from '@carepost/contracts';
import type { Faults } from '../faults/faults.ts';
import type { ReceivedMessage } from '../messages/received-message.ts';
import type { Settings } from '../settings.ts';
import type { SnsTopic } from '../sns/sns-topic.ts';
import { describeMail } from './describe-mail.ts';
import { type PlannedEvent, planEvents } from './plan-events.ts';

// Past it events come without delay, so that memory does not grow with what a long delay holds back.
const MAX_WAITING_STEPS = 100_000;

type EventPublisherOptions = { topic: SnsTopic; settings: Settings; faults: Faults };

/** How the events of one message are published: once and in order, unless a fault says otherwise. */
type Publication = { copies: number; times: number; reversed: boolean; delayMs: number };

/** Lets the life of each accepted message pass and publishes what SES would report about it to the topic. */
export class EventPublisher {
  readonly #topic: SnsTopic;
  readonly #settings: Settings;
  readonly #faults: Faults;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;
  #whenIdle: (() => void)[] = [];

  constructor({ topic, settings, faults }: EventPublisherOptions) {
    this.#topic = topic;
    this.#settings = settings;
    this.#faults = faults;
  }

  /** Publishes each event of the message, one delay between two steps. */
  follow(message: ReceivedMessage, infected: boolean): void {
    const publication = this.#takeFaults();
    if (publication === undefined || this.#closed || message.configurationSet === null) return;
    const mail = describeMail(message, this.#settings);
    const steps = [...Map.groupBy(planEvents(message, infected), ({ step }) => step)];
    const last = Math.max(...steps.map(([step]) => step));
    const acceptedAt = this.#settings.clock().getTime();
    for (const [step, events] of steps) {
      const happensAfter = step * this.#settings.eventDelayMs;
      const turn = publication.reversed ? last + 1 - step : step;
      const at = new Date(acceptedAt + happensAfter);
      this.#after(turn * this.#settings.eventDelayMs + publication.delayMs, () =>
        this.#publish(mail, events, at, publication),
      );
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

  #takeFaults(): Publication | undefined {
    if (this.#faults.take('withholdEvents')) return undefined;
    return {
      copies: this.#faults.take('duplicateEvents') ? 2 : 1,
      times: this.#faults.take('republishEvents') ? 2 : 1,
      reversed: this.#faults.take('reorderEvents'),
      delayMs: this.#faults.delayEventsMs,
    };
  }

  #publish(
    mail: SesEvent['mail'],
    events: readonly PlannedEvent[],
    at: Date,
    { copies, times }: Publication,
  ): void {
    for (const { body } of events) {
      const { eventType, ...detail } = body(at);
      const event: SesEvent = { eventType, mail, ...detail };
      const text = JSON.stringify(event);
      for (let time = 0; time < times; time += 1) this.#topic.publish(text, copies);
    }
  }

  #after(milliseconds: number, action: () => void): void {
    const delay = this.#timers.size < MAX_WAITING_STEPS ? milliseconds : 0;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
      if (this.#timers.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    }, delay);
    this.#timers.add(timer);
  }
}
