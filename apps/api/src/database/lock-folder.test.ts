import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderLockedError, lockFolder } from './lock-folder.ts';
import { openDatabase } from './open-database.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carepost-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('a folder is held by one at a time', () => {
  const lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(FolderLockedError);
  lock.release();
  lockFolder(folder).release();
});

test.skipIf(process.platform === 'win32')(
  'others are kept out of the database, and a folder that was there keeps its mode',
  { timeout: 60_000 },
  async () => {
    await chmod(folder, 0o755);
    const database = await openDatabase({ dataDir: folder });
    await database.close();
    expect(await modeOf(folder)).toBe(0o755);
    expect(await modeOf(join(folder, 'pglite'))).toBe(0o700);
    lockFolder(join(folder, 'made-here')).release();
    expect(await modeOf(join(folder, 'made-here'))).toBe(0o700);
  },
);
