import { createHash, randomUUID } from 'node:crypto';
import { Fifo } from '../sns/fifo.ts';
import { createReceiptHandle, readReceiptHandle } from './receipt-handle.ts';

type Entry = {
  readonly id: string;
  /** Written out when it is received, so that a long queue holds no copies. */
  readonly body: () => string;
  readonly sentAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** Runs while the message is in flight. */
  timer: NodeJS.Timeout | undefined;
};

export type SqsMessage = {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  attributes: Readonly<Record<string, string>>;
};

type Receive = {
  max: number;
  /** Milliseconds until the message can be received again. */
  visibilityTimeout: number;
  /** Milliseconds to wait for a first message. */
  wait: number;
  /** Ends the wait: the caller is gone, or the simulator closes. */
  signal: AbortSignal;
};

type Waiter = { receive: Receive; resolve: (messages: SqsMessage[]) => void; timer: NodeJS.Timeout };

const MAX_MESSAGES = 50_000;
/** SQS's limit of messages in flight (Amazon SQS Developer Guide, "Message quotas"). */
const MAX_IN_FLIGHT = 120_000;
export const DEFAULT_VISIBILITY_SECONDS = 30;

/**
 * A standard queue: at least once, roughly in order. A message that was received comes back after its visibility timeout,
 * in real time, until somebody deletes it. The oldest messages are given up past 50,000.
 */
export class SqsQueue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly #clock: () => Date;
  readonly #entries = new Map<string, Entry>();
  readonly #visible = new Fifo<Entry>();
  readonly #waiters = new Set<Waiter>();
  #inFlight = 0;

  constructor({ name, arn, clock }: { name: string; arn: string; clock: () => Date }) {
    this.name = name;
    this.arn = arn;
    this.#clock = clock;
    this.createdAt = clock();
  }

  get counts(): { visible: number; inFlight: number } {
    return { visible: this.#entries.size - this.#inFlight, inFlight: this.#inFlight };
  }

  send(body: () => string): void {
    const entry: Entry = {
      id: randomUUID(),
      body,
      sentAt: this.#clock().getTime(),
      receiveCount: 0,
      firstReceivedAt: undefined,
      timer: undefined,
    };
    this.#entries.set(entry.id, entry);
    this.#offer(entry);
    this.#dropOldest();
  }

  /** Up to `max` messages; waits for the first one. `over limit` when too many are in flight. */
  receive(receive: Receive): Promise<SqsMessage[] | 'over limit'> {
    if (this.#inFlight >= MAX_IN_FLIGHT) return Promise.resolve('over limit');
    const taken = this.#take(receive);
    if (taken.length > 0 || receive.wait === 0 || receive.signal.aborted) return Promise.resolve(taken);
    return new Promise((resolve) => {
      const end = () => finish([]);
      const finish = (messages: SqsMessage[]) => {
        clearTimeout(waiter.timer);
        this.#waiters.delete(waiter);
        receive.signal.removeEventListener('abort', end);
        resolve(messages);
      };
      const waiter: Waiter = { receive, resolve: finish, timer: setTimeout(end, receive.wait) };
      receive.signal.addEventListener('abort', end);
      this.#waiters.add(waiter);
    });
  }

  /** `invalid` for what never was a handle. Deleting twice, or under an old handle, succeeds without effect, as in SQS. */
  delete(receiptHandle: string): 'done' | 'invalid' {
    const handle = readReceiptHandle(receiptHandle);
    if (!handle) return 'invalid';
    const entry = this.#entries.get(handle.messageId);
    if (entry?.receiveCount === handle.receiveCount) this.#remove(entry);
    return 'done';
  }

  /** `not in flight` when it is deleted, visible, or received again since. */
  changeVisibility(receiptHandle: string, milliseconds: number): 'done' | 'invalid' | 'not in flight' {
    const handle = readReceiptHandle(receiptHandle);
    if (!handle) return 'invalid';
    const entry = this.#entries.get(handle.messageId);
    if (!entry?.timer || entry.receiveCount !== handle.receiveCount) return 'not in flight';
    this.#land(entry);
    if (milliseconds === 0) this.#offer(entry);
    else this.#hide(entry, milliseconds);
    return 'done';
  }

  close(): void {
    for (const { timer } of this.#entries.values()) clearTimeout(timer);
    for (const waiter of this.#waiters) waiter.resolve([]);
    this.#entries.clear();
    this.#visible.clear();
    this.#inFlight = 0;
  }

  #offer(entry: Entry): void {
    this.#visible.push(entry);
    const waiter = this.#waiters.values().next().value;
    if (!waiter) return;
    const messages = this.#take(waiter.receive);
    if (messages.length > 0) waiter.resolve(messages);
  }

  #take({ max, visibilityTimeout }: Receive): SqsMessage[] {
    const taken: SqsMessage[] = [];
    while (taken.length < max) {
      const entry = this.#visible.shift();
      if (!entry) break;
      // Deleted under its last handle after it had become visible again.
      if (!this.#entries.has(entry.id)) continue;
      entry.receiveCount += 1;
      entry.firstReceivedAt ??= this.#clock().getTime();
      if (visibilityTimeout > 0) this.#hide(entry, visibilityTimeout);
      taken.push(describe(entry, entry.firstReceivedAt));
      if (visibilityTimeout === 0) {
        this.#visible.push(entry);
        break;
      }
    }
    return taken;
  }

  #hide(entry: Entry, milliseconds: number): void {
    this.#inFlight += 1;
    entry.timer = setTimeout(() => {
      this.#land(entry);
      this.#offer(entry);
    }, milliseconds);
  }

  #land(entry: Entry): void {
    if (entry.timer === undefined) return;
    clearTimeout(entry.timer);
    entry.timer = undefined;
    this.#inFlight -= 1;
  }

  #dropOldest(): void {
    while (this.#entries.size > MAX_MESSAGES) {
      const oldest = this.#visible.shift() ?? this.#entries.values().next().value;
      if (oldest) this.#remove(oldest);
    }
  }

  #remove(entry: Entry): void {
    this.#land(entry);
    this.#entries.delete(entry.id);
  }
}

function describe(entry: Entry, firstReceivedAt: number): SqsMessage {
  const body = entry.body();
  return {
    messageId: entry.id,
    receiptHandle: createReceiptHandle({ messageId: entry.id, receiveCount: entry.receiveCount }),
    body,
    md5OfBody: createHash('md5').update(body).digest('hex'),
    attributes: {
      ApproximateReceiveCount: String(entry.receiveCount),
      ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
      SentTimestamp: String(entry.sentAt),
      SenderId: 'AIDASIMULATOR0000000',
    },
  };
}
