import { appendAuditEntries } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';

/**
 * Notes that somebody asked for emails of other projects, each in the audit log of its owner: there it is of use, and in
 * the asker's own it would tell that the email exists. Ids that are nobody's leave nothing.
 */
export async function noteForeignAccess(
  context: Context,
  { projectId, actor }: { projectId: string; actor: string },
  ids: readonly string[],
): Promise<void> {
  const foreign = await context.database.prisma.email.findMany({
    where: { id: { in: [...ids] }, projectId: { not: projectId } },
    select: { id: true, projectId: true },
  });
  const byOwner = Map.groupBy(foreign, (email) => email.projectId);
  for (const [owner, emails] of byOwner) {
    await context.database.transaction((tx) =>
      appendAuditEntries(
        context,
        tx,
        owner,
        emails.map(({ id }) => ({ actor, action: 'email.foreign_access_refused', target: id })),
      ),
    );
  }
}
