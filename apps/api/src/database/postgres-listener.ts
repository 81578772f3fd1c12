import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

const RETRY_MS = 500;

/**
 * LISTEN on a connection of its own, which is opened again when it ends. What was said meanwhile is not heard, so
 * `reconnected` lets the listener look for itself.
 */
export async function listenOnPostgres(
  url: string,
  channel: string,
  heard: (payload: string) => void,
  reconnected: () => void,
): Promise<() => Promise<void>> {
  if (!/^[a-z_]+$/.test(channel))
    throw new RangeError('a channel has lower-case letters and underscores only');
  const stop = new AbortController();
  let current: pg.Client | undefined;

  async function connect(): Promise<void> {
    const client = new pg.Client({ connectionString: url, keepAlive: true });
    // A connection that breaks reports it more than once, and one report without a listener ends the process.
    client.on('error', () => {});
    client.on('notification', (message) => heard(message.payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    client.once('end', () => void reconnect());
    current = client;
    if (stop.signal.aborted) await client.end().catch(() => {});
  }

  async function reconnect(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await wait(RETRY_MS, undefined, { signal: stop.signal });
        await connect();
        reconnected();
        return;
      } catch {
        // Postgres is still away, or this one is stopping: the loop's condition tells.
      }
    }
  }

  await connect();
  return async () => {
    stop.abort();
    await current?.end().catch(() => {});
  };
}
