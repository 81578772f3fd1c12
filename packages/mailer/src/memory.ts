import { randomUUID } from 'node:crypto';
import { checkMessage } from './check-message.ts';
import { DeliveryError } from './delivery-error.ts';
import type { OutgoingMessage, Transport } from './transport.ts';

export type MemoryTransport = Transport & {
  /** Every message that was taken, oldest first. */
  readonly outbox: { readonly providerMessageId: string; readonly message: OutgoingMessage }[];
  /**
   * Scripts the next call that gets past `beforeWrite`. After a `DeliveryError` whose outcome is `unknown` the message
   * is in the outbox all the same, as with a server that accepts and then cuts the line.
   */
  failNext(error: unknown): void;
};

/** A transport that keeps messages in the process, under the same guard and rules as the real ones. For tests. */
export function createMemoryTransport(): MemoryTransport {
  const outbox: MemoryTransport['outbox'] = [];
  const failures: unknown[] = [];

  return {
    name: 'memory',
    outbox,
    failNext: (error) => failures.push(error),
    async send(message, options) {
      checkMessage(message);
      await options?.beforeWrite?.();
      if (options?.signal?.aborted) {
        throw new DeliveryError('connection_failed', { cause: options.signal.reason });
      }
      const providerMessageId = randomUUID();
      const take = () => outbox.push({ providerMessageId, message: structuredClone(message) });
      if (failures.length > 0) {
        const error = failures.shift();
        if (error instanceof DeliveryError && error.outcome === 'unknown') take();
        throw error;
      }
      take();
      return { providerMessageId };
    },
    async close() {},
  };
}
