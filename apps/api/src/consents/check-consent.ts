import { type Consent, consentSource, consentStatus } from '@carepost/contracts';
import type { Context } from '../context.ts';

/** Whether an address agreed to marketing, and how and when it came about. */
export async function checkConsent(
  { database, sealing }: Context,
  projectId: string,
  address: string,
): Promise<Consent> {
  const addressIndex = sealing.addressIndex(projectId, address);
  const row = await database.prisma.consent.findUnique({
    where: { projectId_addressIndex: { projectId, addressIndex } },
  });
  return {
    status: consentStatus.parse(row?.status ?? 'none'),
    source: row ? consentSource.parse(row.source) : null,
    requestedAt: row?.requestedAt.toISOString() ?? null,
    confirmedAt: row?.confirmedAt?.toISOString() ?? null,
    withdrawnAt: row?.withdrawnAt?.toISOString() ?? null,
  };
}
