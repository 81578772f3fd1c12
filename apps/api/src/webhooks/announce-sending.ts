import type { Transaction } from '../database/open-database.ts';
import { announce, findListeners } from './announce.ts';

/**
 * Tells webhooks that sending stopped or goes on: of some projects, or of all when it is the account's. `reason` is a
 * code such as `manual` or one of contracts' `deliveryErrors`.
 */
export async function announceSending(
  tx: Transaction,
  projectIds: readonly string[] | 'all',
  news: { paused: boolean; reason: string | null; at: Date },
): Promise<void> {
  const listeners = await findListeners(tx, projectIds);
  const told = new Set(listeners.map(({ projectId }) => projectId));
  await announce(
    tx,
    listeners,
    [...told].map((projectId) => ({
      projectId,
      event: {
        type: news.paused ? ('sending.paused' as const) : ('sending.resumed' as const),
        timestamp: news.at.toISOString(),
        data: { projectId, reason: news.reason },
      },
    })),
  );
}
