import { type Suppression, suppressionReason, suppressionScope } from '@carepost/contracts';
import type { Context } from '../context.ts';

/** Whether an address is suppressed, why, and since when: one entry a scope. */
export async function checkSuppression(
  { database, sealing }: Context,
  projectId: string,
  address: string,
): Promise<Suppression[]> {
  const rows = await database.prisma.suppression.findMany({
    where: { projectId, addressIndex: sealing.addressIndex(projectId, address), removedAt: null },
    orderBy: { scope: 'asc' },
  });
  return rows.map(describeSuppression);
}

export function describeSuppression(row: {
  scope: string;
  reason: string;
  createdAt: Date;
  emailId: string | null;
}): Suppression {
  return {
    scope: suppressionScope.parse(row.scope),
    reason: suppressionReason.parse(row.reason),
    since: row.createdAt.toISOString(),
    emailId: row.emailId,
  };
}
