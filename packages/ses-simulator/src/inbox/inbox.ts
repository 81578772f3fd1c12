import { type ReceivedMessage, recipientsOf } from '../messages/received-message.ts';

// Bodies are kept in memory; a few large ones must not push the process over.
const MAX_CHARACTERS = 256 * 1024 * 1024;

/** The newest messages that were accepted, in memory. */
export class Inbox {
  readonly #size: number;
  readonly #messages = new Map<string, ReceivedMessage>();
  #characters = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get count(): number {
    return this.#messages.size;
  }

  add(message: ReceivedMessage): void {
    this.#messages.set(message.messageId, message);
    this.#characters += length(message);
    for (const oldest of this.#messages.values()) {
      const fits = this.#messages.size <= this.#size && this.#characters <= MAX_CHARACTERS;
      if (fits || this.#messages.size === 1) break;
      this.#messages.delete(oldest.messageId);
      this.#characters -= length(oldest);
    }
  }

  /** Newest first. `to` keeps the messages with that recipient (To, Cc or Bcc), upper and lower case alike. */
  list(filter: { to?: string | undefined; limit?: number | undefined } = {}): ReceivedMessage[] {
    const wanted = filter.to?.toLowerCase();
    const found = [...this.#messages.values()].filter(
      (message) =>
        wanted === undefined || recipientsOf(message).some((address) => address.toLowerCase() === wanted),
    );
    return found.reverse().slice(0, filter.limit ?? found.length);
  }

  get(messageId: string): ReceivedMessage | undefined {
    return this.#messages.get(messageId);
  }

  clear(): void {
    this.#messages.clear();
    this.#characters = 0;
  }
}

function length(message: ReceivedMessage): number {
  return (message.html?.length ?? 0) + (message.text?.length ?? 0);
}
