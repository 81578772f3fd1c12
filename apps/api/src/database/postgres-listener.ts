import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** LISTEN on a connection of its own, which is opened again when it breaks. What was said meanwhile is not heard. */
export async function listenOnPostgres(
  url: string,
  channel: string,
  heard: (payload: string) => void,
): Promise<() => Promise<void>> {
  if (!/^[a-z_]+$/.test(channel))
    throw new RangeError('a channel has lower-case letters and underscores only');
  const stop = new AbortController();
  let client = await connect();

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({ connectionString: url, keepAlive: true });
    next.on('notification', (message) => heard(message.payload ?? ''));
    next.once('error', () => void reconnect());
    await next.connect();
    await next.query(`LISTEN ${channel}`);
    return next;
  }

  async function reconnect(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await wait(500, undefined, { signal: stop.signal });
        client = await connect();
        return;
      } catch {
        // Postgres is still away; try again until stopped.
      }
    }
  }

  return async () => {
    stop.abort();
    client.removeAllListeners('error');
    client.on('error', () => {});
    await client.end().catch(() => {});
  };
}
