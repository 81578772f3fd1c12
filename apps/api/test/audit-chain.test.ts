import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendAuditEntry } from '../src/audit/append-entry.ts';
import { verifyAuditChain } from '../src/audit/verify-chain.ts';
import { startTestService, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ subscribe: false });
});
afterAll(() => service[Symbol.asyncDispose]());

let projects = 0;
async function chainOf(length: number): Promise<string> {
  projects += 1;
  const projectId = `00000000-0000-7000-8000-${String(projects).padStart(12, '0')}`;
  for (let n = 1; n <= length; n += 1) {
    await service.context.database.transaction((tx) =>
      appendAuditEntry(service.context, tx, {
        projectId,
        actor: 'test',
        action: 'thing.done',
        target: `t${n}`,
      }),
    );
  }
  return projectId;
}
const verify = (projectId: string) => verifyAuditChain(service.context, projectId);

test('a chain that nobody touched is sound, an empty one too', async () => {
  expect(await verify(await chainOf(5))).toEqual({ sound: 5 });
  expect(await verify(await chainOf(0))).toEqual({ sound: 0 });
});

test('an edited entry, a deleted one and two that changed places are named by their sequence', async () => {
  const { prisma } = service.context.database;
  const edited = await chainOf(5);
  await prisma.auditEntry.updateMany({
    where: { projectId: edited, sequence: 3 },
    data: { actor: 'somebody else' },
  });
  expect(await verify(edited)).toEqual({ broken: 3 });

  const deleted = await chainOf(5);
  await prisma.auditEntry.deleteMany({ where: { projectId: deleted, sequence: 2 } });
  expect(await verify(deleted)).toEqual({ broken: 2 });

  const swapped = await chainOf(5);
  for (const [from, to] of [
    [3, 99],
    [4, 3],
    [99, 4],
  ] as const) {
    await prisma.auditEntry.updateMany({
      where: { projectId: swapped, sequence: from },
      data: { sequence: to },
    });
  }
  expect(await verify(swapped)).toEqual({ broken: 3 });
});

test('who rewrites entries and hashes anew is found out: the hashes are keyed', async () => {
  const projectId = await chainOf(3);
  const { database, sealing } = service.context;
  const forged = {
    ...sealing,
    auditHash: (entry: string) => new Uint8Array(createHash('sha256').update(entry).digest()),
  };
  await database.prisma.auditEntry.deleteMany({ where: { projectId, sequence: 3 } });
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
