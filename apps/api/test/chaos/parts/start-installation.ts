import { mkdtemp, rm } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from './free-port.ts';
import { openReader, type Reader } from './open-reader.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { ProcessGroup, type RunningProcess } from './process-group.ts';
import { controlSimulator, type Simulator } from './simulator.ts';

export type InstallationOptions = {
  workers?: number;
  /** Recipients a second that the account allows. */
  ratePerSecond?: number;
  /** Milliseconds between two events of one message. */
  eventDelayMs?: number;
  /** How long an unknown email waits for its event before it is decided. */
  unknownWindowSeconds?: number;
  /** Scripts within apps/api, in place of the product's own build. */
  serverScript?: string;
  workerScript?: string;
  /** False: events go nowhere until `subscribe` is called. */
  subscribe?: boolean;
  /** A server that is shared; without it the installation has its own. */
  postgres?: Postgres | undefined;
};

const STARTS = 4;

/** The product as it runs: one API process, some workers, Postgres, and the provider; each a process that can be killed. */
export type Installation = AsyncDisposable & {
  readonly url: string;
  readonly simulator: Simulator;
  readonly postgres: Postgres;
  readonly reader: Reader;
  readonly workers: Set<RunningProcess>;
  startWorker(script?: string, env?: Record<string, string>): Promise<RunningProcess>;
  /** kill -9 of the API process; it comes back on the same port. */
  restartApi(): Promise<void>;
  /** Lets the provider's events come. */
  subscribe(): Promise<void>;
};

/** Starts all of it on loopback and free ports. Disposing ends every process and removes every file. */
export async function startInstallation(options: InstallationOptions = {}): Promise<Installation> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'carepost-chaos-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const postgres = options.postgres ?? stack.use(await startPostgres());
  const databaseUrl = await postgres.createDatabase();
  const reader = stack.use(openReader(databaseUrl));
  const processes = stack.use(new ProcessGroup());

  const simulated = await processes.start('simulator', 'test/chaos/parts/simulator-process.ts', {
    SIMULATED_RATE: String(options.ratePerSecond ?? 200),
    EVENT_DELAY_MS: String(options.eventDelayMs ?? 50),
  });
  favour(simulated.child.pid);
  const simulator = controlSimulator(z.url().parse(simulated.ready));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    LOG_LEVEL: 'warn',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    MASTER_KEY_FILE: join(folder, 'master.key'),
    SIMULATOR_URL: simulator.url,
    RUN_WORKER: 'false',
    ...(options.unknownWindowSeconds === undefined
      ? {}
      : { UNKNOWN_WINDOW_SECONDS: String(options.unknownWindowSeconds) }),
  };

  // A process that finds the database away at its start ends; like a service manager, this starts it again.
  const start: ProcessGroup['start'] = async (...process) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await processes.start(...process);
      } catch (error) {
        if (tries === STARTS) throw error;
      }
    }
  };

  // The API process comes first: it migrates the database and makes the key that the workers read.
  const startApi = () => start('api', options.serverScript ?? 'dist/server.mjs', env);
  let api = (await startApi()).child;
  let restarting = Promise.resolve();
  const subscribe = async () => {
    await simulator.subscribe(`${url}/webhooks/ses`);
  };
  if (options.subscribe !== false) await subscribe();

  const workers = new Set<RunningProcess>();
  let started = 0;
  const startWorker = async (
    script = options.workerScript ?? 'dist/worker.mjs',
    more: Record<string, string> = {},
  ) => {
    started += 1;
    const { child } = await start(`worker ${started}`, script, { ...env, ...more });
    workers.add(child);
    void child.ended.then(() => workers.delete(child));
    return child;
  };
  await Promise.all(Array.from({ length: options.workers ?? 0 }, () => startWorker()));

  const resources = stack.move();
  return {
    url,
    simulator,
    postgres,
    reader,
    workers,
    startWorker,
    subscribe,
    restartApi() {
      // One after the other: two would want the same port.
      restarting = restarting.then(async () => {
        await api.kill();
        api = (await startApi()).child;
      });
      return restarting;
    },
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}

// The provider has machines of its own. Here it shares ours: when it is kept waiting, calls that came well spaced arrive
// together. Where this user may not, it must do without.
function favour(pid: number): void {
  try {
    setPriority(pid, -10);
  } catch {
    // Only the superuser may raise a priority.
  }
}
