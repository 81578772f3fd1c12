import type { Database } from '../database/open-database.ts';
import { repeat } from '../delivery/repeat.ts';
import { nameOf } from '../loggable.ts';
import type { Logger } from '../logger.ts';
import type { DataKeys } from './data-keys.ts';

/** Every process listens here; `rotate-keys` speaks when it commits. */
export const DATA_KEYS_CHANNEL = 'carepost_data_keys';

/** Without a word, and when the newest could not be unwrapped, a process looks this often. */
const LOOK_EVERY_MS = 30_000;

/** Keeps a process's data keys up to date. Resolves to what stops it. */
export async function followDataKeys(
  database: Database,
  keys: Pick<DataKeys, 'refresh'>,
  logger: Logger,
): Promise<() => Promise<void>> {
  const failed = (error: unknown) =>
    logger.warn({ error: nameOf(error) }, 'The data keys could not be looked up; they are asked for again');
  const look = () => void keys.refresh().catch(failed);
  const unlisten = await database.listen(DATA_KEYS_CHANNEL, look, look);
  const looking = repeat(LOOK_EVERY_MS, () => keys.refresh(), failed);
  return async () => {
    await unlisten();
    await looking.stop();
  };
}
