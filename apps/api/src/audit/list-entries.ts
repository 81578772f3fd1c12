import { type AuditPage, auditEntry } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { moment } from '../emails/moment-input.ts';
import { exactObject } from '../exact-object.ts';

export const auditListInput = exactObject({
  limit: z.int().min(1).max(1000).default(100),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be the nextCursor of an earlier page')
    .optional()
    .describe('`nextCursor` of the page before'),
  action: z.string().max(100).optional().describe('Exactly this one, such as `email.content_read`'),
  actor: z.string().max(100).optional().describe('Exactly this one, such as `key:<id>`'),
  target: z.string().max(100).optional().describe('What was done to one thing, by its id'),
  since: moment.optional(),
  until: moment.optional(),
});

/** A page of a project's audit log, newest first. The last sequence of a page is the key of the next. */
export async function listAuditEntries(
  { database }: Pick<Context, 'database'>,
  projectId: string,
  { limit, cursor, since, until, action, actor, target }: z.output<typeof auditListInput>,
): Promise<AuditPage> {
  const at = { ...(since ? { gte: new Date(since) } : {}), ...(until ? { lt: new Date(until) } : {}) };
  const rows = await database.prisma.auditEntry.findMany({
    where: {
      projectId,
      at,
      ...(cursor ? { sequence: { lt: Number(cursor) } } : {}),
      ...(action ? { action } : {}),
      ...(actor ? { actor } : {}),
      ...(target ? { target } : {}),
    },
    orderBy: { sequence: 'desc' },
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    entries: shown.map((row) => auditEntry.parse({ ...row, at: row.at.toISOString() })),
    nextCursor: rows.length > limit && last ? String(last.sequence) : null,
  };
}
