import { webhookEvent } from '@carepost/contracts';
import type { Transaction } from '../database/open-database.ts';
import { announce, findListeners } from './announce.ts';

/**
 * Tells webhooks that sending stopped or goes on: of some projects, or of all when it is the account's. `reason` is a
 * code such as `manual` or one of contracts' `deliveryErrors`.
 * @throws ZodError when it is free text, which never leaves
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
      event: webhookEvent.parse({
        type: news.paused ? 'sending.paused' : 'sending.resumed',
        timestamp: news.at.toISOString(),
        data: { projectId, reason: news.reason },
      }),
    })),
  );
}
