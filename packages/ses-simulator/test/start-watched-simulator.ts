import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SesEvent } from '@carepost/contracts';
import { createSesSimulator, type SesSimulator } from '../src/create-ses-simulator.ts';
import type { SimulatorOptions } from '../src/settings.ts';
import { createClient } from './create-client.ts';
import { startSubscriber } from './start-subscriber.ts';

export type WatchedSimulator = AsyncDisposable & {
  simulator: SesSimulator;
  client: SESv2Client;
  /** Everything published about a message, once all of it has arrived. */
  eventsOf(messageId: string | undefined): Promise<SesEvent[]>;
};

/** A simulator with a client, and a webhook that has confirmed. */
export async function startWatchedSimulator(options: SimulatorOptions = {}): Promise<WatchedSimulator> {
  const simulator = await createSesSimulator({ eventDelayMs: 2, quota: { maxPerSecond: 1000 }, ...options });
  const subscriber = await startSubscriber({ fetchSns: simulator.fetchSns });
  await simulator.subscribe(subscriber.url);
  const client = createClient(simulator.url);
  return {
    simulator,
    client,
    async eventsOf(messageId) {
      await simulator.idle();
      return subscriber.events().filter(({ mail }) => mail.messageId === messageId);
    },
    async [Symbol.asyncDispose]() {
      // The webhook fetches the certificate for what is still to come.
      await simulator.idle();
      client.destroy();
      await simulator.close();
      await subscriber.close();
    },
  };
}

/** Types of events, sorted: posts of one message may overtake each other. */
export function typesOf(events: readonly SesEvent[]): string[] {
  return events.map(({ eventType }) => eventType).toSorted();
}
