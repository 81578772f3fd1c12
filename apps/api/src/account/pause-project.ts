import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { wakeWithoutJob } from '../delivery/sweep.ts';
import { announceSending } from '../webhooks/announce-sending.ts';

type Operator = { projectId: string; actor: string };

/**
 * Nothing of the project leaves any more until it is resumed; emails are still accepted and wait. What has been handed to
 * the provider by now is on its way. Pausing twice changes nothing.
 */
export async function pauseProject(context: Context, operator: Operator): Promise<Date> {
  return context.database.transaction(async (tx) => {
    const at = context.now();
    const { count } = await tx.project.updateMany({
      where: { id: operator.projectId, sendingPausedAt: null },
      data: { sendingPausedAt: at },
    });
    if (count > 0) {
      await appendAuditEntry(context, tx, { ...operator, action: 'sending.paused' });
      await announceSending(tx, [operator.projectId], { paused: true, reason: 'manual', at });
    }
    const { sendingPausedAt } = await tx.project.findUniqueOrThrow({ where: { id: operator.projectId } });
    return sendingPausedAt ?? at;
  });
}

/** What waited leaves, at the account's rate. */
export async function resumeProject(context: Context, operator: Operator): Promise<void> {
  await context.database.transaction(async (tx) => {
    const { count } = await tx.project.updateMany({
      where: { id: operator.projectId, sendingPausedAt: { not: null } },
      data: { sendingPausedAt: null },
    });
    if (count > 0) {
      await appendAuditEntry(context, tx, { ...operator, action: 'sending.resumed' });
      await announceSending(tx, [operator.projectId], { paused: false, reason: 'manual', at: context.now() });
    }
  });
  // Jobs of a paused project were answered without being done.
  await wakeWithoutJob(context, 0);
}

export async function pausedSince(
  { database }: Pick<Context, 'database'>,
  projectId: string,
): Promise<Date | null> {
  const project = await database.prisma.project.findUnique({ where: { id: projectId } });
  return project?.sendingPausedAt ?? null;
}
