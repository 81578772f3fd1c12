import type { WebhookEndpoint, WebhookEventType } from '@carepost/contracts';
import { v7 as uuidv7 } from 'uuid';
import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { describeEndpoint } from './find-endpoint.ts';
import { addSecret, sealSecrets } from './secrets.ts';
import { checkWebhookUrl } from './webhook-url.ts';

/** Every message is written once an endpoint, so there is an end to them. */
const MOST_ENDPOINTS = 20;

/** Makes an endpoint. The secret in the answer is the only time it is seen. */
export async function createEndpoint(
  context: Context,
  owner: { projectId: string; actor: string },
  wish: { url: string; description: string; eventTypes: readonly WebhookEventType[] },
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  const url = checkWebhookUrl(wish.url, context.config.webhooks.allowPrivate);
  const { projectId } = owner;
  const id = uuidv7();
  const at = context.now();
  const { secret, secrets } = addSecret([], at);
  const row = await context.database.transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId}::uuid FOR UPDATE`;
    if ((await tx.webhookEndpoint.count({ where: { projectId } })) >= MOST_ENDPOINTS) {
      throw new ApiError(
        'invalid_input',
        `A project has at most ${MOST_ENDPOINTS} webhook endpoints: delete one first.`,
      );
    }
    const created = await tx.webhookEndpoint.create({
      data: {
        id,
        projectId,
        url,
        description: wish.description,
        eventTypes: [...wish.eventTypes],
        sealedSecrets: sealSecrets(context, id, secrets),
        createdAt: at,
        updatedAt: at,
      },
    });
    await appendAuditEntry(context, tx, { ...owner, action: 'webhook.created', target: id });
    return created;
  });
  return { endpoint: describeEndpoint(row), secret };
}
