import { createHash, createPublicKey, randomBytes, verify as verifySignature } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditHead } from '@carepost/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendAuditEntry } from '../src/audit/append-entry.ts';
import { runAuditVerify } from '../src/audit/audit-commands.ts';
import { readAuditHead } from '../src/audit/audit-head.ts';
import { createHeadExport } from '../src/audit/export-heads.ts';
import { verifyAuditChain } from '../src/audit/verify-chain.ts';
import { verifyHeads } from '../src/audit/verify-heads.ts';
import { deriveSigningKey } from '../src/sealing/signing-key.ts';
import { startTestService, type TestService } from './service.ts';
import { tamper } from './tamper.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ subscribe: false });
});
afterAll(() => service[Symbol.asyncDispose]());

let projects = 0;
async function chainOf(length: number): Promise<string> {
  projects += 1;
  const projectId = `00000000-0000-7000-8000-${String(projects).padStart(12, '0')}`;
  for (let n = 1; n <= length; n += 1) await append(projectId, `t${n}`);
  return projectId;
}

async function append(projectId: string, target = 't'): Promise<void> {
  await service.context.database.transaction((tx) =>
    appendAuditEntry(service.context, tx, { projectId, actor: 'test', action: 'thing.done', target }),
  );
}

/** The same for a project that is in the database, as the commands look at all of these. */
async function projectWith(length: number): Promise<string> {
  const id = await chainOf(length);
  await service.context.database.prisma.project.create({ data: { id, name: 'Exported' } });
  return id;
}

async function headOf(projectId: string) {
  const head = await readAuditHead(service.context, projectId);
  if (!head) throw new Error('the log has no entry');
  return head;
}

async function headsFile(heads: readonly unknown[]) {
  const folder = await mkdtemp(join(tmpdir(), 'carepost-heads-'));
  const path = join(folder, 'heads.jsonl');
  await writeFile(path, heads.map((head) => `${JSON.stringify(head)}\n`).join(''));
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
const verify = (projectId: string) => verifyAuditChain(service.context, projectId);

test('a chain that nobody touched is sound, an empty one too', async () => {
  expect(await verify(await chainOf(5))).toEqual({ sound: 5 });
  expect(await verify(await chainOf(0))).toEqual({ sound: 0 });
});

test('the table refuses to change, delete or truncate entries, also where none would be touched', async () => {
  const projectId = await chainOf(2);
  const { prisma } = service.context.database;
  const where = { projectId, sequence: 99 };
  await expect(prisma.auditEntry.updateMany({ where, data: { actor: 'nobody' } })).rejects.toThrow(
    'append-only',
  );
  await expect(prisma.auditEntry.deleteMany({ where: { projectId } })).rejects.toThrow('append-only');
  await expect(prisma.$executeRaw`TRUNCATE "AuditEntry"`).rejects.toThrow('append-only');
  expect(await verify(projectId)).toEqual({ sound: 2 });
});

test('26: an edited entry, a deleted one, two that changed places and a cut-off end are named by their sequence', async () => {
  const { database } = service.context;
  const edited = await chainOf(5);
  await tamper(database, (tx) =>
    tx.auditEntry.updateMany({ where: { projectId: edited, sequence: 3 }, data: { actor: 'somebody else' } }),
  );
  expect(await verify(edited)).toEqual({ broken: 3 });

  const deleted = await chainOf(5);
  await tamper(database, (tx) =>
    tx.auditEntry.deleteMany({ where: { projectId: deleted, sequence: { in: [2, 4] } } }),
  );
  expect(await verify(deleted)).toEqual({ broken: 2 });

  const swapped = await chainOf(5);
  await tamper(database, async (tx) => {
    for (const [from, to] of [
      [3, 99],
      [4, 3],
      [99, 4],
    ] as const) {
      await tx.auditEntry.updateMany({
        where: { projectId: swapped, sequence: from },
        data: { sequence: to },
      });
    }
  });
  expect(await verify(swapped)).toEqual({ broken: 3 });

  const cut = await chainOf(5);
  await using heads = await headsFile([await headOf(cut)]);
  await tamper(database, (tx) =>
    tx.auditEntry.deleteMany({ where: { projectId: cut, sequence: { gt: 3 } } }),
  );
  // What is left is a sound chain: only the head kept elsewhere tells.
  expect(await verify(cut)).toEqual({ sound: 3 });
  const verdict = await verifyHeads(service.context, heads.path);
  expect(verdict).toEqual({ heads: 1, broken: new Map([[cut, { sequence: 4, cutOff: true }]]) });
});

test('a log whose keeper wrote it anew, with the key, is found out by a head from before', async () => {
  const projectId = await chainOf(3);
  await using heads = await headsFile([await headOf(projectId)]);
  await tamper(service.context.database, async (tx) => {
    await tx.auditEntry.deleteMany({ where: { projectId, sequence: { gt: 1 } } });
    for (const target of ['x2', 'x3', 'x4']) {
      await appendAuditEntry(service.context, tx, { projectId, actor: 'test', action: 'thing.done', target });
    }
  });
  expect(await verify(projectId)).toEqual({ sound: 4 });
  const { broken } = await verifyHeads(service.context, heads.path);
  expect(broken).toEqual(new Map([[projectId, { sequence: 3, cutOff: false }]]));
});

test('a head that was altered, signed elsewhere, or is none is named by its line; more than one batch is looked at', async () => {
  const projectId = await chainOf(2);
  const head = await headOf(projectId);
  const many = Array.from({ length: 1_200 }, () => head);
  {
    await using heads = await headsFile(many);
    expect(await verifyHeads(service.context, heads.path)).toEqual({ heads: 1_200, broken: new Map() });
  }
  const foreign = deriveSigningKey(randomBytes(32));
  const strangers = [
    { ...head, sequence: 1 },
    { ...head, signature: Buffer.from(foreign.sign('anything')).toString('base64') },
    { hello: 'world' },
  ];
  for (const stranger of strangers) {
    await using heads = await headsFile([head, stranger]);
    const verdict = await verifyHeads(service.context, heads.path);
    expect(verdict).toEqual({ heads: 1, badLine: 2, broken: new Map() });
  }
});

test('an outsider checks a head with the public key alone', async () => {
  const { signature, ...head } = await headOf(await chainOf(1));
  const key = createPublicKey({
    key: Buffer.from(service.context.sealing.auditSigning.publicKey, 'base64'),
    format: 'der',
    type: 'spki',
  });
  const { project, sequence, hash, at } = head;
  const signed = JSON.stringify(['carepost-audit-head', project, sequence, hash, at]);
  expect(verifySignature(null, Buffer.from(signed), key, Buffer.from(signature, 'base64'))).toBe(true);
  expect(verifySignature(null, Buffer.from(`${signed} `), key, Buffer.from(signature, 'base64'))).toBe(false);
});

test('the worker’s export adds what changed, and `audit verify` says by its exit code what it found', async () => {
  await using heads = await headsFile([]);
  const projectId = await projectWith(3);
  const { context } = service;
  const audit = { headFile: heads.path, headEveryMinutes: 1 };
  const exportHeads = createHeadExport({ ...context, config: { ...context.config, audit } });
  await exportHeads();
  await exportHeads();
  await append(projectId);
  await exportHeads();
  const lines = (await readFile(heads.path, 'utf8')).trim().split('\n');
  const sequences = lines
    .map((line) => auditHead.parse(JSON.parse(line)))
    .filter((h) => h.project === projectId);
  expect(sequences.map(({ sequence }) => sequence)).toEqual([3, 4]);

  const said: string[] = [];
  expect(await runAuditVerify(context, [heads.path], (line) => said.push(line))).toBe(0);
  expect(said).toContain('The audit log of Exported is sound: 4 entries.');
  await tamper(context.database, (tx) => tx.auditEntry.deleteMany({ where: { projectId, sequence: 4 } }));
  said.length = 0;
  expect(await runAuditVerify(context, [heads.path], (line) => said.push(line))).toBe(1);
  expect(said).toContain('The audit log of Exported was cut off: entry 4 and what followed are missing.');
});

test('who rewrites entries and hashes anew is found out: the hashes are keyed', async () => {
  const projectId = await chainOf(3);
  const { database, sealing } = service.context;
  const forged = {
    ...sealing,
    auditHash: (entry: string) => new Uint8Array(createHash('sha256').update(entry).digest()),
  };
  await tamper(database, (tx) => tx.auditEntry.deleteMany({ where: { projectId, sequence: 3 } }));
  await database.transaction((tx) =>
    appendAuditEntry({ sealing: forged, now: () => new Date() }, tx, {
      projectId,
      actor: 'nobody',
      action: 'nothing.done',
    }),
  );
  expect(await verify(projectId)).toEqual({ broken: 3 });
});

test('entries written at once form one chain', async () => {
  const projectId = await chainOf(0);
  await Promise.all(
    Array.from({ length: 10 }, () =>
      service.context.database.transaction((tx) =>
        appendAuditEntry(service.context, tx, { projectId, actor: 'test', action: 'thing.done' }),
      ),
    ),
  );
  expect(await verify(projectId)).toEqual({ sound: 10 });
});
