import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../src/database/open-database.ts';
import { type DataKeys, openDataKeys } from '../src/sealing/data-keys.ts';
import { openKeyFile } from '../src/sealing/key-file.ts';
import type { MasterKey } from '../src/sealing/master-key.ts';
import { openMasterKey } from '../src/sealing/open-master-key.ts';
import { reseal } from '../src/sealing/reseal.ts';
import { retireKeys } from '../src/sealing/retire-keys.ts';
import { rewrapKeys } from '../src/sealing/rewrap-keys.ts';
import { rotateKeys } from '../src/sealing/rotate-keys.ts';
import { sealedUnder } from '../src/sealing/seal.ts';
import { placeOf, sealedColumns } from '../src/sealing/sealed-columns.ts';
import { createSealing } from '../src/sealing/sealing.ts';
import { databaseSnapshot, freshDatabase } from './database.ts';

let folder: string;
let database: Database;
let masterKey: MasterKey;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carepost-keys-'));
  const { DATA_DIR, DATABASE_URL } = await freshDatabase();
  database = await openDatabase({ dataDir: DATA_DIR, url: DATABASE_URL, snapshot: await databaseSnapshot() });
  await database.migrate();
  masterKey = await openKeyFile(join(folder, 'master.key'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const projectId = '01890000-0000-7000-8000-00000000000a';
const at = new Date(0);
const idOf = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const indexOf = (n: number) => Uint8Array.of(n >> 8, n & 255);
beforeEach(async () => {
  await database.prisma.$executeRaw`TRUNCATE "DataKey", "ParkedEvent", "Suppression", "Attachment"`;
});

/** As of another process: it has its own memory and hears nothing. */
const openProcess = (master = masterKey) => openDataKeys(database, master);
const rotate = () => rotateKeys(database, masterKey);
const quiet = { progress: () => {}, unreadable: () => {} };

async function park(keys: DataKeys, count: number): Promise<void> {
  const { seal } = createSealing(keys);
  await database.prisma.parkedEvent.createMany({
    data: Array.from({ length: count }, (_, n) => ({
      id: idOf(n),
      providerMessageId: `m${n}`,
      sealed: seal(placeOf(sealedColumns.parkedEvent, { id: idOf(n) }), { n }),
      receivedAt: at,
    })),
  });
}

const parked = () => database.prisma.parkedEvent.findMany({ orderBy: { id: 'asc' } });
const readParked = async (keys: DataKeys) => {
  const { open } = createSealing(keys);
  return Promise.all(
    (await parked()).map(({ id, sealed }) => open(placeOf(sealedColumns.parkedEvent, { id }), sealed)),
  );
};
const keysInUse = async () => new Set((await parked()).map(({ sealed }) => sealedUnder(sealed)));

function counting(master: MasterKey): MasterKey & { unwraps: Map<string, number> } {
  const unwraps = new Map<string, number>();
  return {
    ...master,
    unwraps,
    unwrap(key, label) {
      unwraps.set(label.id, (unwraps.get(label.id) ?? 0) + 1);
      return master.unwrap(key, label);
    },
  };
}

test('every key is unwrapped once a process, however much is opened at once', async () => {
  const first = await openProcess();
  await park(first, 50);
  await rotate();
  const counted = counting(masterKey);
  const process = await openDataKeys(database, counted);
  const third = await rotate();
  const other = await openProcess();
  const place = placeOf(sealedColumns.parkedEvent, { id: idOf(99) });
  const sealed = createSealing(other).seal(place, 'new');
  const reading = createSealing(process);
  await Promise.all([
    ...Array.from({ length: 20 }, () => reading.open(place, sealed)),
    ...Array.from({ length: 5 }, () => readParked(process)),
    process.refresh(),
    process.refresh(),
  ]);
  expect([...counted.unwraps.values()]).toEqual([1, 1, 1, 1]);
  expect(counted.unwraps.get(third)).toBe(1);
});

test('a new key seals from the next look on, and who has not looked opens what it sealed', async () => {
  const [ahead, behind] = [await openProcess(), await openProcess()];
  const before = ahead.newest().id;
  const after = await rotate();
  await ahead.refresh();
  expect([ahead.newest().id, behind.newest().id]).toEqual([after, before]);
  await park(ahead, 3);
  expect(await readParked(behind)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  // Also where the open is inside a transaction, which may not use another connection by accident.
  const another = await openProcess();
  await rotate();
  await ahead.refresh();
  const place = placeOf(sealedColumns.parkedEvent, { id: idOf(9) });
  const sealed = createSealing(ahead).seal(place, 'x');
  if (database.engine === 'postgres') {
    const read = database.transaction(() => createSealing(another).open(place, sealed));
    expect(await read).toBe('x');
  }
});

test('the newest key is the newest also when a clock was years ahead', async () => {
  const keys = await openProcess();
  await database.prisma.$executeRaw`UPDATE "DataKey" SET "createdAt" = now() + interval '3 years'`;
  const id = await rotate();
  await keys.refresh();
  expect(keys.newest().id).toBe(id);
});

test('a process that cannot learn of a newer key for an hour seals nothing more, and still opens', async () => {
  let now = 0;
  const keys = await openDataKeys(database, masterKey, () => now);
  await park(keys, 1);
  now += 59 * 60_000;
  keys.newest();
  now += 60_000;
  expect(() => keys.newest()).toThrow('for an hour');
  expect(await readParked(keys)).toEqual([{ n: 0 }]);
  await keys.refresh();
  keys.newest();
});

test('resealing brings every sealed value under the newest key, in batches, and a second run has nothing to do', async () => {
  const keys = await openProcess();
  await park(keys, 450);
  const sealing = createSealing(keys);
  const suppressed = Array.from({ length: 210 }, (_, n) => ({
    projectId,
    addressIndex: indexOf(n),
    scope: n % 2 === 0 ? 'all' : 'marketing',
  }));
  await database.prisma.suppression.createMany({
    data: suppressed.map((row) => ({
      ...row,
      reason: 'manual',
      createdAt: at,
      sealedAddress: sealing.seal(placeOf(sealedColumns.suppression, row), `a${row.addressIndex}`),
    })),
  });
  const files = Array.from({ length: 3 }, (_, n) => ({ emailId: idOf(1), n, bytes: randomBytes(300_000) }));
  for (const { bytes, ...row } of files) {
    const sealed = sealing.sealBytes(placeOf(sealedColumns.attachment, row), bytes);
    const data = { ...row, projectId, contentType: 'text/plain', bytes: bytes.length, sealed };
    await database.prisma.attachment.create({ data });
  }
  const newest = await rotate();
  const batches: string[] = [];
  const told = { ...quiet, progress: ({ table }: { table: string }) => void batches.push(table) };
  const counts = await reseal(database, keys, told);
  expect(counts).toEqual({ resealed: 450 + 210 + 3, unreadable: 0 });
  expect(batches.filter((table) => table === 'ParkedEvent')).toHaveLength(3);
  expect(batches.filter((table) => table === 'Attachment')).toHaveLength(3);
  expect(await keysInUse()).toEqual(new Set([newest]));
  expect(await readParked(keys)).toHaveLength(450);
  for (const row of await database.prisma.suppression.findMany()) {
    expect(sealedUnder(row.sealedAddress)).toBe(newest);
    const opened = await sealing.open(placeOf(sealedColumns.suppression, row), row.sealedAddress);
    expect(opened).toBe(`a${row.addressIndex}`);
  }
  for (const { bytes, ...row } of files) {
    const { sealed } = await database.prisma.attachment.findUniqueOrThrow({ where: { emailId_n: row } });
    expect(Buffer.from(await sealing.openBytes(placeOf(sealedColumns.attachment, row), sealed))).toEqual(
      bytes,
    );
  }
  expect(await reseal(database, keys, quiet)).toEqual({ resealed: 0, unreadable: 0 });
});

test('what is written while resealing is not written over', async () => {
  const keys = await openProcess();
  await park(keys, 5);
  await rotate();
  const place = placeOf(sealedColumns.parkedEvent, { id: idOf(2) });
  const meddling: DataKeys = {
    ...keys,
    // Between reading and writing the batch, somebody else changes one row and deletes another.
    async find(id) {
      const key = await keys.find(id);
      const data = { sealed: createSealing(keys).seal(place, { n: 'changed' }) };
      await database.prisma.parkedEvent.updateMany({ where: { id: idOf(2), providerMessageId: 'm2' }, data });
      await database.prisma.parkedEvent.deleteMany({ where: { id: idOf(3) } });
      return key;
    },
  };
  // The change goes on in every pass, so this row stays what its writer made of it.
  await reseal(database, meddling, quiet);
  expect(await readParked(keys)).toEqual([{ n: 0 }, { n: 1 }, { n: 'changed' }, { n: 4 }]);
});

test('a stopped run is continued: what is done is not done again', async () => {
  const keys = await openProcess();
  await park(keys, 450);
  const newest = await rotate();
  const killed = reseal(database, keys, {
    ...quiet,
    progress: () => {
      throw new Error('killed');
    },
  });
  await expect(killed).rejects.toThrow('killed');
  expect(await keysInUse()).toContain(newest);
  expect(await reseal(database, keys, quiet)).toEqual({ resealed: 250, unreadable: 0 });
  expect(await keysInUse()).toEqual(new Set([newest]));
});

test('a value that does not open is named and stays, and the others are sealed anew', async () => {
  const keys = await openProcess();
  await park(keys, 3);
  const [first] = await parked();
  // Moved to another row.
  await database.prisma.parkedEvent.update({
    where: { id: idOf(1) },
    data: { sealed: first?.sealed ?? Buffer.of() },
  });
  await rotate();
  const named: string[] = [];
  const counts = await reseal(database, keys, { ...quiet, unreadable: ({ row }) => void named.push(row) });
  expect(counts).toEqual({ resealed: 2, unreadable: 1 });
  expect(named).toEqual([idOf(1)]);
});

test('a key is retired once nothing uses it and its successor is a day old, not before', async () => {
  const keys = await openProcess();
  await park(keys, 2);
  const old = keys.newest().id;
  const newest = await rotate();
  const outcomes = async () =>
    (await retireKeys(database)).map(({ id, outcome, usedBy }) => [id, outcome, usedBy]);
  const ageByADay = () =>
    database.prisma.$executeRaw`UPDATE "DataKey" SET "createdAt" = "createdAt" - interval '25 hours'`;
  expect(await outcomes()).toEqual([
    [old, 'in_use', ['ParkedEvent.sealed']],
    [newest, 'newest', []],
  ]);
  await ageByADay();
  expect(await outcomes()).toContainEqual([old, 'in_use', ['ParkedEvent.sealed']]);
  await reseal(database, keys, quiet);
  await database.prisma.$executeRaw`UPDATE "DataKey" SET "createdAt" = "createdAt" + interval '25 hours'`;
  expect(await outcomes()).toContainEqual([old, 'too_early', []]);
  await ageByADay();
  expect(await outcomes()).toEqual([
    [old, 'retired', []],
    [newest, 'newest', []],
  ]);
  expect(await readParked(await openProcess())).toHaveLength(2);
  // The index key is no key to retire.
  expect(await database.prisma.dataKey.findMany({ where: { purpose: 'index' } })).toHaveLength(1);
});

test('data keys move to another master key while both are known; then the old one is not needed', async () => {
  const before = await openProcess();
  await park(before, 2);
  await rotate();
  const [oldPath, newPath] = [join(folder, 'master.key'), join(folder, 'second.key')];
  const next = await openKeyFile(newPath);
  const only = (path: string) => ({
    masterKey: { kind: 'file', path } as const,
    previousMasterKey: undefined,
  });
  await expect(openMasterKey(only(newPath)).then(openProcess)).rejects.toThrow(
    'sealed under the master key local:',
  );
  const both = await openMasterKey({
    masterKey: { kind: 'file', path: newPath },
    previousMasterKey: { kind: 'file', path: oldPath },
  });
  const during = await openProcess(both);
  expect(await readParked(during)).toHaveLength(2);
  expect(await rewrapKeys(database, both)).toEqual({ moved: 3, same: 0 });
  expect(await rewrapKeys(database, both)).toEqual({ moved: 0, same: 3 });
  const after = await openProcess(next);
  expect(await readParked(after)).toHaveLength(2);
  // Look-up by address is the same as ever.
  expect(createSealing(after).addressIndex(projectId, 'a@b.co')).toEqual(
    createSealing(before).addressIndex(projectId, 'a@b.co'),
  );
  await expect(openMasterKey(only(oldPath)).then(openProcess)).rejects.toThrow('restore it');
});

test('what was erased is neither resealed nor taken for broken', async () => {
  const keys = await openProcess();
  await park(keys, 2);
  await database.prisma.parkedEvent.update({ where: { id: idOf(0) }, data: { sealed: new Uint8Array() } });
  await rotate();
  await keys.refresh();
  expect(await reseal(database, keys, quiet)).toEqual({ resealed: 1, unreadable: 0 });
});
