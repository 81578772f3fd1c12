import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMasterKeyFile } from './master-key.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carepost-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a missing file is made, readable by its owner alone, and the same key comes back', async () => {
  const path = join(folder, 'deep', 'master.key');
  const first = await openMasterKeyFile(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const wrapped = await first.wrap(Buffer.from('secret'));
  const second = await openMasterKeyFile(path);
  expect(second.id).toBe(first.id);
  expect(Buffer.from(await second.unwrap(wrapped)).toString()).toBe('secret');
});

test('processes that start at once agree on one key', async () => {
  const path = join(folder, 'master.key');
  const keys = await Promise.all(Array.from({ length: 8 }, () => openMasterKeyFile(path)));
  expect(new Set(keys.map(({ id }) => id)).size).toBe(1);
  expect(await readdir(folder)).toEqual(['master.key']);
});

test('a file that is no key is refused and left as it is', async () => {
  const path = join(folder, 'master.key');
  await writeFile(path, 'notes', { mode: 0o600 });
  await expect(openMasterKeyFile(path)).rejects.toThrow('64 hexadecimal digits');
  expect(await readFile(path, 'utf8')).toBe('notes');
});

test('a file that every user may read is refused', { skip: process.platform === 'win32' }, async () => {
  const path = join(folder, 'master.key');
  await openMasterKeyFile(path);
  await chmod(path, 0o644);
  await expect(openMasterKeyFile(path)).rejects.toThrow('chmod 600');
});

test('another key does not unwrap', async () => {
  const one = await openMasterKeyFile(join(folder, 'one'));
  const two = await openMasterKeyFile(join(folder, 'two'));
  await expect(two.unwrap(await one.wrap(Buffer.from('x')))).rejects.toThrow();
});
