import type { WebhookEndpoint, WebhookEventType } from '@carepost/contracts';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { disableEndpoint } from './disable-endpoint.ts';
import { describeEndpoint, findEndpoint, lockEndpoint } from './find-endpoint.ts';
import { checkWebhookUrl } from './webhook-url.ts';

type Change = {
  url?: string | undefined;
  description?: string | undefined;
  eventTypes?: readonly WebhookEventType[] | undefined;
  enabled?: boolean | undefined;
};

/** Changes what is given. Disabling cancels what is waiting; enabling forgets why it was disabled and since when it failed. */
export async function updateEndpoint(
  context: Context,
  owner: { projectId: string; actor: string },
  id: string,
  change: Change,
): Promise<WebhookEndpoint> {
  const { projectId, actor } = owner;
  const url =
    change.url === undefined ? undefined : checkWebhookUrl(change.url, context.config.webhooks.allowPrivate);
  return context.database.transaction(async (tx) => {
    await lockEndpoint(tx, projectId, id);
    await tx.webhookEndpoint.update({
      where: { id },
      data: {
        ...(url === undefined ? {} : { url }),
        ...(change.description === undefined ? {} : { description: change.description }),
        ...(change.eventTypes === undefined ? {} : { eventTypes: [...change.eventTypes] }),
        ...(change.enabled
          ? { disabledAt: null, disabledReason: null, failingSince: null, pausedUntil: null }
          : {}),
        updatedAt: context.now(),
      },
    });
    if (change.enabled === false)
      await disableEndpoint(context, tx, { id, projectId }, { reason: 'manual', actor });
    await appendAuditEntry(context, tx, { projectId, actor, action: 'webhook.updated', target: id });
    return describeEndpoint(await findEndpoint({ prisma: tx }, projectId, id));
  });
}
