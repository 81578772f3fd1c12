import type { SesEvent } from '@carepost/contracts';
import type { Account } from '../account/account.ts';
import type { ConfigurationSets } from '../configuration-sets/configuration-sets.ts';
import type { Faults } from '../faults/faults.ts';
import { type ReceivedMessage, recipientsOf } from '../messages/received-message.ts';
import { isMailboxSimulator } from '../outcomes/mailbox-simulator.ts';
import type { RecipientOutcomes } from '../outcomes/recipient-outcomes.ts';
import type { Settings } from '../settings.ts';
import type { SnsTopic } from '../sns/sns-topic.ts';
import type { SuppressionList, SuppressionReason } from '../suppression/suppression-list.ts';
import { describeMail } from './describe-mail.ts';
import { createFeedbackId, type EventBody } from './event-records.ts';
import { type PlannedEvent, planEvents, type RecipientFate, type Verdict } from './plan-events.ts';

// Past it events come without delay, so that memory does not grow with what a long delay holds back.
const MAX_WAITING_STEPS = 100_000;

type EventPublisherOptions = {
  topic: SnsTopic;
  settings: Settings;
  faults: Faults;
  account: Account;
  configurationSets: ConfigurationSets;
  suppression: SuppressionList;
  outcomes: RecipientOutcomes;
};

/** How the events of one message are published: once and in order, unless a fault says otherwise. */
type Publication = { copies: number; times: number; reversed: boolean; delayMs: number };
const ONCE: Publication = { copies: 1, times: 1, reversed: false, delayMs: 0 };

/**
 * Lets the life of each accepted message pass: publishes what SES would report about it, and puts addresses that bounce
 * or complain on the account's suppression list.
 */
export class EventPublisher {
  readonly #options: EventPublisherOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: EventPublisherOptions) {
    this.#options = options;
  }

  /** One delay between two steps of the message's life. */
  follow(message: ReceivedMessage, verdict: Verdict): void {
    const publication = this.#takeFaults();
    if (this.#closed) return;
    const { settings } = this.#options;
    const isReported = message.configurationSet !== null && publication.times > 0;
    const reasons = this.#suppressedReasons(message);
    const planned = planEvents(recipientsOf(message), verdict, (address) => this.#fateOf(address, reasons));
    const wanted = isReported ? planned : planned.filter(({ suppresses }) => suppresses);
    if (wanted.length === 0) return;
    const steps = [...Map.groupBy(wanted, ({ step }) => step)];
    const last = Math.max(...planned.map(({ step }) => step));
    const mail = describeMail(message, settings);
    const acceptedAt = Date.parse(message.acceptedAt);
    for (const [step, events] of steps) {
      const at = new Date(acceptedAt + step * settings.eventDelayMs);
      const turn = publication.reversed ? last + 1 - step : step;
      this.#after(turn * settings.eventDelayMs + publication.delayMs, () => {
        for (const event of events) this.#happen(message, mail, event, at, reasons, publication);
      });
    }
  }

  /**
   * Publishes one more event of a message at once, such as an open; no fault touches it. False when the message has no
   * configuration set, or one of which no event destination wants this type.
   */
  report(message: ReceivedMessage, event: PlannedEvent): boolean {
    const { settings } = this.#options;
    const mail = describeMail(message, settings);
    const reasons = this.#suppressedReasons(message);
    return this.#happen(message, mail, event, settings.clock(), reasons, ONCE);
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

  #takeFaults(): Publication {
    const { faults } = this.#options;
    if (faults.take('withholdEvents')) return { ...ONCE, times: 0 };
    return {
      copies: faults.take('duplicateEvents') ? 2 : 1,
      times: faults.take('republishEvents') ? 2 : 1,
      reversed: faults.take('reorderEvents'),
      delayMs: faults.delayEventsMs,
    };
  }

  // A configuration set's own reasons replace those of the account.
  #suppressedReasons({ configurationSet }: ReceivedMessage): readonly SuppressionReason[] {
    const { account, configurationSets } = this.#options;
    const own = configurationSets.find(configurationSet)?.SuppressionOptions?.SuppressedReasons;
    return own ?? account.suppressedReasons;
  }

  #fateOf(address: string, reasons: readonly SuppressionReason[]): RecipientFate {
    const { suppression, outcomes } = this.#options;
    const listed = suppression.get(address);
    if (listed && reasons.includes(listed.reason) && !isMailboxSimulator(address)) {
      return `listed for ${listed.reason}`;
    }
    return outcomes.of(address);
  }

  #happen(
    message: ReceivedMessage,
    mail: SesEvent['mail'],
    { body, suppresses }: PlannedEvent,
    at: Date,
    reasons: readonly SuppressionReason[],
    publication: Publication,
  ): boolean {
    const feedbackId = createFeedbackId(at);
    const record = body(at, feedbackId);
    if (suppresses && reasons.includes(suppresses.reason)) {
      for (const emailAddress of suppresses.addresses) {
        if (isMailboxSimulator(emailAddress)) continue;
        this.#options.suppression.put({
          emailAddress,
          reason: suppresses.reason,
          lastUpdateTime: at,
          messageId: message.messageId,
          feedbackId,
        });
      }
    }
    return this.#publish(message, mail, record, publication);
  }

  #publish(
    { configurationSet }: ReceivedMessage,
    mail: SesEvent['mail'],
    { eventType, ...detail }: ReturnType<EventBody>,
    { copies, times }: Publication,
  ): boolean {
    const publications = this.#options.configurationSets.publications(configurationSet, eventType) * times;
    if (publications === 0) return false;
    const event: SesEvent = { eventType, mail, ...detail };
    const text = JSON.stringify(event);
    for (let time = 0; time < publications; time += 1) this.#options.topic.publish(text, copies);
    return true;
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
