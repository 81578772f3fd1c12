import { AsyncLocalStorage } from 'node:async_hooks';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { type ConstructorOptions, fromPglite } from 'pg-boss';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { grantServiceRole } from './grant-service-role.ts';
import { lockFolder } from './lock-folder.ts';
import { migrate } from './migrate.ts';
import { pgliteMigrations } from './pglite-migrations.ts';
import { listenOnPostgres } from './postgres-listener.ts';
import { postgresMigrations } from './postgres-migrations.ts';

export type Transaction = Prisma.TransactionClient;

/** The one database of the service, embedded or a server; the rest of the code cannot tell which. */
export type Database = {
  readonly engine: 'pglite' | 'postgres';
  /**
   * For single statements outside a transaction.
   * @throws Error inside `transaction`: PGlite has one session, so the query would wait for a transaction that waits for it.
   */
  readonly prisma: PrismaClient;
  /** Runs `work` in one transaction (read committed); use only `tx` inside it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Applies what is missing of prisma/migrations. Returns the names of what it applied. */
  migrate(): Promise<string[]>;
  /** How pg-boss reaches the same database. */
  readonly queueConnection: ConstructorOptions;
  /**
   * Calls `heard` for every `pg_notify(channel, …)` of any process, and `missed` when some may have gone unheard.
   * Channel: lower-case letters and underscores.
   */
  listen(channel: string, heard: (payload: string) => void, missed: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  /** A Postgres (≥ 14) connection string; without it the database is embedded. */
  url?: string | undefined;
  /** Another role for migrations, so that the service's own cannot change tables. */
  migrateUrl?: string | undefined;
  /** Folder of the embedded database; `memory://` keeps it in memory. */
  dataDir: string;
  /** Connections of the Prisma pool. */
  poolSize?: number | undefined;
  /** A dump of an embedded database to start from instead of an empty one; tests start faster so. */
  snapshot?: Blob | undefined;
};

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url ? openPostgres(options.url, options) : openPglite(options);
}

async function openPostgres(url: string, options: DatabaseOptions): Promise<Database> {
  const probe = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await probe.connect();
  await probe.end();
  const adapter = new PrismaPg({ connectionString: url, max: options.poolSize ?? 10 });
  const prisma = new PrismaClient({ adapter });
  return Object.assign(guardTransactions(prisma), {
    engine: 'postgres' as const,
    migrate: () => migratePostgres(options.migrateUrl ?? url, url),
    queueConnection: { connectionString: url, max: 4 },
    listen: (channel: string, heard: (payload: string) => void, missed: () => void) =>
      listenOnPostgres(url, channel, heard, missed),
    close: () => prisma.$disconnect(),
  });
}

async function openPglite({ dataDir, snapshot }: DatabaseOptions): Promise<Database> {
  const inMemory = dataDir.startsWith('memory://');
  const lock = inMemory ? undefined : lockFolder(dataDir);
  try {
    const pglite = await PGlite.create({
      dataDir: inMemory ? dataDir : ownFolder(join(dataDir, 'pglite')),
      ...(snapshot ? { loadDataDir: snapshot } : {}),
    });
    const adapter = new PrismaPGlite(pglite);
    const prisma = new PrismaClient({ adapter });
    return Object.assign(guardTransactions(prisma), {
      engine: 'pglite' as const,
      migrate: () => migrate(bindMigrationAwareSqlAdapterFactory(pgliteMigrations(pglite))),
      queueConnection: { db: fromPglite(pglite), backend: 'pglite' as const },
      listen: (channel: string, heard: (payload: string) => void) => pglite.listen(channel, heard),
      close: async () => {
        await prisma.$disconnect();
        await pglite.close();
        lock?.release();
      },
    });
  } catch (cause) {
    lock?.release();
    throw cause;
  }
}

// The engine takes a session-wide advisory lock and leaves it to the end of the session: so it gets a pool of its own,
// of one connection, which ends with it. Otherwise the next process to start would wait for it in vain.
async function migratePostgres(connectionString: string, serviceUrl: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString, max: 1 });
  try {
    const applied = await migrate(bindMigrationAwareSqlAdapterFactory(postgresMigrations(pool)));
    const service = roleOf(serviceUrl);
    if (roleOf(connectionString) !== service) await grantServiceRole(pool, service);
    return applied;
  } finally {
    await pool.end();
  }
}

function roleOf(url: string): string {
  return new pg.Client({ connectionString: url }).user ?? '';
}

// PGlite writes its files for all to read and write; this folder lets nobody but the owner in.
function ownFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return folder;
}

function guardTransactions(prisma: PrismaClient): Pick<Database, 'prisma' | 'transaction'> {
  const inside = new AsyncLocalStorage<true>();
  return {
    get prisma() {
      if (inside.getStore()) throw new Error('Use tx inside a transaction, not database.prisma.');
      return prisma;
    },
    transaction: (work) =>
      prisma.$transaction((tx) => inside.run(true, () => work(tx)), { maxWait: 15_000, timeout: 15_000 }),
  };
}
