import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AuditHead } from '@carepost/contracts';
import type { Context } from '../context.ts';
import { idOf } from '../loggable.ts';
import { readAuditHead } from './audit-head.ts';

/** Adds the heads that changed since this process last did so to `AUDIT_HEAD_FILE`, one JSON a line. */
export function createHeadExport(context: Context): () => Promise<void> {
  const { database, config, logger } = context;
  const exported = new Map<string, number>();
  return async () => {
    const { headFile } = config.audit;
    if (headFile === undefined) return;
    const heads: AuditHead[] = [];
    for (const { id } of await database.prisma.project.findMany({ select: { id: true } })) {
      const head = await readAuditHead(context, id);
      const before = exported.get(id) ?? 0;
      if ((head?.sequence ?? 0) < before) {
        logger.error(
          { project: idOf(id) },
          'The audit log is shorter than before: run `audit verify --heads`',
        );
      }
      if (head && head.sequence !== before) heads.push(head);
    }
    if (heads.length === 0) return;
    await addLines(
      headFile,
      heads.map((head) => JSON.stringify(head)),
    );
    for (const { project, sequence } of heads) exported.set(project, sequence);
  };
}

// One write and flushed: workers that share the file do not cut each other's lines.
async function addLines(path: string, lines: readonly string[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await using file = await open(path, 'a', 0o600);
  await file.write(lines.map((line) => `${line}\n`).join(''));
  await file.datasync();
}
