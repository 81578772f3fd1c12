import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another living process holds the folder. */
export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError';
}

/**
 * Takes a folder for this process alone. Two processes on one PGlite folder lose each other's rows without a word.
 *
 * The lock is SQLite's, so the kernel holds it: it ends with the process however that ends, it survives a frozen
 * process, and nothing stale is left behind to clean up.
 *
 * @throws FolderLockedError when another process has it.
 */
export function lockFolder(folder: string): { release: () => void } {
  // Only what is made here is closed to others: the folder may be one that many use.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if (cause instanceof Error && /locked/.test(cause.message)) {
      throw new FolderLockedError(
        `The embedded database in ${folder} is in use by another Carepost process. Stop that one, or set DATA_DIR or DATABASE_URL for this one.`,
        { cause },
      );
    }
    throw cause;
  }
  return { release: () => lock.close() };
}
