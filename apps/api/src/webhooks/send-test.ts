import { appendAuditEntry } from '../audit/append-entry.ts';
import type { Context } from '../context.ts';
import { announce } from './announce.ts';
import { lockEndpoint, requireEnabled } from './find-endpoint.ts';

/** Sends `webhook.test` to one endpoint, whatever types it asks for. The log tells what became of it. */
export async function sendTest(
  context: Context,
  owner: { projectId: string; actor: string },
  endpointId: string,
): Promise<{ deliveryId: string }> {
  const { projectId } = owner;
  return context.database.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, projectId, endpointId);
    requireEnabled(endpoint);
    const timestamp = context.now().toISOString();
    const event = { type: 'webhook.test' as const, timestamp, data: { endpointId } };
    const [deliveryId] = await announce(tx, [endpoint], [{ projectId, event }]);
    if (!deliveryId) throw new TypeError('a test goes to its endpoint');
    await appendAuditEntry(context, tx, { ...owner, action: 'webhook.test_sent', target: endpointId });
    return { deliveryId };
  });
}
