import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import type { WebhookEndpoint } from '../database/generated/client.ts';
import { SealBrokenError } from '../sealing/seal.ts';
import { lockEndpoint } from './find-endpoint.ts';
import { addSecret, openSecrets, type Secrets, sealSecrets } from './secrets.ts';

/** A new secret, seen in this answer only; the one before signs too for 24 hours. */
export async function rotateSecret(
  context: Context,
  owner: { projectId: string; actor: string },
  id: string,
): Promise<{ secret: string }> {
  return context.database.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, owner.projectId, id);
    const at = context.now();
    const { secret, secrets } = addSecret(await openOrNone(context, endpoint), at);
    await tx.webhookEndpoint.update({
      where: { id },
      data: { sealedSecrets: sealSecrets(context, id, secrets), updatedAt: at },
    });
    await appendAuditEntry(context, tx, { ...owner, action: 'webhook.secret_rotated', target: id });
    return { secret };
  });
}

// Rotating is also how one gets rid of a secret that was tampered with.
async function openOrNone(context: Context, endpoint: WebhookEndpoint): Promise<Secrets> {
  try {
    return await openSecrets(context, endpoint);
  } catch (error) {
    if (error instanceof SealBrokenError) return [];
    throw error;
  }
}
