import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeyFile } from './key-file.ts';
import { MasterKeyError } from './master-key.ts';

const label = { id: '00000000-0000-7000-8000-000000000001', purpose: 'seal' };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carepost-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a missing file is made, readable by its owner alone, and the same key comes back', async () => {
  const path = join(folder, 'deep', 'master.key');
  const first = await openKeyFile(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const wrapped = await first.wrap(Buffer.from('secret'), label);
  const second = await openKeyFile(path);
  expect(second.opens(wrapped.wrappedBy)).toBe(true);
  expect(Buffer.from(await second.unwrap(wrapped, label)).toString()).toBe('secret');
});

test('processes that start at once agree on one key', async () => {
  const path = join(folder, 'master.key');
  const keys = await Promise.all(Array.from({ length: 8 }, () => openKeyFile(path)));
  const wrapped = await Promise.all(keys.map((key) => key.wrap(Buffer.from('x'), label)));
  expect(new Set(wrapped.map(({ wrappedBy }) => wrappedBy)).size).toBe(1);
  expect(await readdir(folder)).toEqual(['master.key']);
});

test('a file that is no key is refused and left as it is', async () => {
  const path = join(folder, 'master.key');
  await writeFile(path, 'notes', { mode: 0o600 });
  await expect(openKeyFile(path)).rejects.toThrow('64 hexadecimal digits');
  expect(await readFile(path, 'utf8')).toBe('notes');
});

test.skipIf(process.platform === 'win32').each([0o640, 0o604, 0o620, 0o602, 0o610, 0o601])(
  'a file with mode %o is open to others: refused, with what mends it',
  async (mode) => {
    const path = join(folder, 'master.key');
    await openKeyFile(path);
    await chmod(path, mode);
    await expect(openKeyFile(path)).rejects.toThrow(
      new MasterKeyError(`The master key ${path} is open to other users: run chmod 600 ${path}`),
    );
    await chmod(path, 0o400);
    await openKeyFile(path);
  },
);

// Only root can give a file away.
test.runIf(process.getuid?.() === 0)(
  'a file of another user is refused: that user could read it',
  async () => {
    const path = join(folder, 'master.key');
    await openKeyFile(path);
    await chown(path, 12_345, 12_345);
    await expect(openKeyFile(path)).rejects.toThrow('belongs to another user');
  },
);

test('a key that must exist is not made', async () => {
  await expect(openKeyFile(join(folder, 'gone.key'), { mustExist: true })).rejects.toThrow(MasterKeyError);
  expect(await readdir(folder)).toEqual([]);
});

test('another key does not unwrap, and an altered one neither', async () => {
  const one = await openKeyFile(join(folder, 'one'));
  const two = await openKeyFile(join(folder, 'two'));
  const wrapped = await one.wrap(Buffer.from('x'), label);
  expect(two.opens(wrapped.wrappedBy)).toBe(false);
  await expect(two.unwrap(wrapped, label)).rejects.toThrow(MasterKeyError);
  wrapped.wrapped[20] = (wrapped.wrapped[20] ?? 0) ^ 1;
  await expect(one.unwrap(wrapped, label)).rejects.toThrow(MasterKeyError);
});
