import { ConfigError } from './config.ts';
import { FolderLockedError } from './database/lock-folder.ts';
import { MasterKeyError } from './sealing/master-key.ts';
import { CannotListenError } from './service.ts';

/**
 * Runs an entry: prints one clear line for what a person can mend, and stops in order on SIGINT, SIGTERM, or when the
 * process that started it is gone.
 */
export async function runProcess(start: () => Promise<{ stop(): Promise<void> }>): Promise<void> {
  let running: { stop(): Promise<void> };
  try {
    running = await start();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  process.send?.('ready');
}

/** What went wrong at the start, for the person at the terminal. */
export function explain(error: unknown): string {
  if (
    error instanceof ConfigError ||
    error instanceof CannotListenError ||
    error instanceof MasterKeyError ||
    error instanceof FolderLockedError
  ) {
    return error.message;
  }
  if (!(error instanceof Error)) return 'Carepost could not start.';
  const code = 'code' in error ? error.code : undefined;
  const path = 'path' in error ? String(error.path) : '';
  if (code === 'EACCES' || code === 'EPERM')
    return `Carepost may not write to ${path}: check its owner and permissions, or set DATA_DIR.`;
  if (code === 'EEXIST' || code === 'ENOTDIR') return `${path} is not a folder: set DATA_DIR to one.`;
  if (code === 'ENOSPC') return 'The disk is full.';
  if (code === 'ECONNREFUSED')
    return 'The database at DATABASE_URL refuses the connection: is Postgres running there?';
  if (code === '28P01' || code === '28000')
    return 'The database at DATABASE_URL refuses the user or password.';
  if (code === '3D000') return 'The database named in DATABASE_URL does not exist: create it first.';
  return `Carepost could not start: ${error.message}`;
}
