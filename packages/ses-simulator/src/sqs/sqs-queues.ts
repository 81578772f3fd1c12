import type { Settings } from '../settings.ts';
import { SqsQueue } from './sqs-queue.ts';

const MAX_QUEUES = 100;

/** The account's SQS queues, by name. */
export class SqsQueues {
  readonly #settings: Settings;
  readonly #queues = new Map<string, SqsQueue>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The queue of this name, made when there is none. @throws RangeError in one sentence for a name SQS would refuse */
  open(name: string): SqsQueue {
    const known = this.#queues.get(name);
    if (known) return known;
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
      throw new RangeError('A queue name has 1 to 80 letters, digits, hyphens and underscores.');
    }
    if (this.#queues.size >= MAX_QUEUES) throw new RangeError(`There are ${MAX_QUEUES} queues already.`);
    const { region, accountId, clock } = this.#settings;
    const queue = new SqsQueue({ name, arn: `arn:aws:sqs:${region}:${accountId}:${name}`, clock });
    this.#queues.set(name, queue);
    return queue;
  }

  get(name: string): SqsQueue | undefined {
    return this.#queues.get(name);
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close();
    this.#queues.clear();
  }
}
