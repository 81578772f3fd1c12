import type { AccountStatus } from '@carepost/contracts';
import type { Transport } from '@carepost/mailer';
import { registry } from '@carepost/templates';
import { createAccountReader } from './account/read-sending-account.ts';
import type { Config } from './config.ts';
import { type Database, openDatabase } from './database/open-database.ts';
import { createLiveUpdates, type LiveUpdates } from './live/live-updates.ts';
import { nameOf, ownText } from './loggable.ts';
import { createLogger, type Logger } from './logger.ts';
import { ensureProject } from './projects/ensure-project.ts';
import { createPgBossQueue } from './queue/pg-boss-queue.ts';
import type { Queue } from './queue/queue.ts';
import { openDataKeys } from './sealing/data-keys.ts';
import { followDataKeys } from './sealing/follow-data-keys.ts';
import { openMasterKey } from './sealing/open-master-key.ts';
import { createSealing, type Sealing } from './sealing/sealing.ts';
import { openTransports, type Transports } from './transport.ts';

/** Everything the service's code is given; nothing else is reached for. */
export type Context = {
  config: Config;
  logger: Logger;
  database: Database;
  sealing: Sealing;
  queue: Queue;
  live: LiveUpdates;
  transport: Transport;
  /** Taken when the transport cannot be reached (see `delivery/choose-transport.ts`). */
  fallback?: Transports['fallback'];
  registry: typeof registry;
  /** The project of the developer at the machine, and of the first key. */
  defaultProjectId: string;
  readAccount: () => Promise<AccountStatus>;
  now: () => Date;
  /** Aborted when the service begins to stop: open streams end. */
  stopping: AbortSignal;
  beginStopping: () => void;
  close: () => Promise<void>;
};

export type Overrides = Partial<
  Pick<Context, 'logger' | 'transport' | 'fallback' | 'now' | 'readAccount'>
> & {
  databaseSnapshot?: Blob | undefined;
};

/** Opens the database (applying migrations), the keys, the queue and the transport. Close it to let go of all of them. */
export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  const logger = overrides.logger ?? createLogger(config.logLevel, !config.production);
  const closing: (() => Promise<void>)[] = [];
  // Last opened, first closed; one that fails must not keep the others open.
  const close = async () => {
    for (const end of closing.splice(0).reverse()) {
      await end().catch((error) => logger.warn({ error: nameOf(error) }, 'Something did not close cleanly'));
    }
  };
  const stopping = new AbortController();
  try {
    const database = await openDatabase({ ...config.database, snapshot: overrides.databaseSnapshot });
    closing.push(() => database.close());
    const applied = await database.migrate();
    if (applied.length > 0) logger.info({ applied: applied.map(ownText) }, 'Database migrated');
    const defaultProjectId = await ensureProject(database);
    const keys = await openDataKeys(database, await openMasterKey(config));
    closing.push(await followDataKeys(database, keys, logger));
    const sealing = createSealing(keys);
    const live = await createLiveUpdates(database);
    closing.push(() => live.close());
    const queue = await createPgBossQueue(database, logger);
    closing.push(() => queue.stop());
    const opened: Transports = overrides.transport
      ? { transport: overrides.transport }
      : await openTransports(config, logger);
    const { transport, fallback = overrides.fallback } = opened;
    closing.push(() => transport.close());
    if (fallback) closing.push(() => fallback.transport.close());
    return {
      config,
      logger,
      database,
      sealing,
      queue,
      live,
      transport,
      ...(fallback ? { fallback } : {}),
      registry,
      defaultProjectId,
      readAccount: overrides.readAccount ?? createAccountReader(config, transport),
      now: overrides.now ?? (() => new Date()),
      stopping: stopping.signal,
      beginStopping: () => stopping.abort(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
