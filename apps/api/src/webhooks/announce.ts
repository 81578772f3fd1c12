import type { WebhookEvent } from '@carepost/contracts';
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../database/open-database.ts';

/** Where processes hear that there is something new to deliver. */
export const WEBHOOKS_CHANNEL = 'carepost_webhooks';

/** An enabled endpoint and what it wants to be told; no types: everything. */
export type Listener = { id: string; projectId: string; eventTypes: readonly string[] };

type Announcement = { projectId: string; emailId?: string; event: WebhookEvent };

/** The endpoints that a project's news go to: one look-up by index, so that a project without any pays no more than that. */
export async function findListeners(
  tx: Transaction,
  projectIds: readonly string[] | 'all',
): Promise<Listener[]> {
  return tx.webhookEndpoint.findMany({
    where: { disabledAt: null, ...(projectIds === 'all' ? {} : { projectId: { in: [...projectIds] } }) },
    orderBy: { id: 'asc' },
    select: { id: true, projectId: true, eventTypes: true },
  });
}

/**
 * Writes the messages and their deliveries in the transaction of the change they tell of, however many, in one statement.
 * A message that no listener wants is not written. Returns the deliveries' ids.
 */
export async function announce(
  tx: Transaction,
  listeners: readonly Listener[],
  announcements: readonly Announcement[],
): Promise<string[]> {
  const messages: object[] = [];
  const deliveries: { id: string; endpointId: string; messageId: string; projectId: string; at: string }[] =
    [];
  for (const { projectId, emailId, event } of announcements) {
    const interested = listeners.filter(
      (listener) => listener.projectId === projectId && wants(listener, event.type),
    );
    if (interested.length === 0) continue;
    const messageId = uuidv7();
    const { type, timestamp: occurredAt, data } = event;
    messages.push({ id: messageId, projectId, type, emailId: emailId ?? null, data, occurredAt });
    for (const { id: endpointId } of interested) {
      deliveries.push({ id: uuidv7(), endpointId, messageId, projectId, at: occurredAt });
    }
  }
  if (deliveries.length === 0) return [];
  await tx.$executeRaw`
    WITH message AS (
      INSERT INTO "WebhookMessage" ("id", "projectId", "type", "emailId", "data", "occurredAt")
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(messages)}::jsonb)
        AS row("id" uuid, "projectId" uuid, "type" text, "emailId" uuid, "data" jsonb, "occurredAt" timestamptz)
    ), delivery AS (
      INSERT INTO "WebhookDelivery" ("id", "endpointId", "messageId", "projectId", "status", "nextAt", "createdAt")
      SELECT "id", "endpointId", "messageId", "projectId", 'pending', "at", "at"
        FROM jsonb_to_recordset(${JSON.stringify(deliveries)}::jsonb)
          AS row("id" uuid, "endpointId" uuid, "messageId" uuid, "projectId" uuid, "at" timestamptz)
    )
    SELECT pg_notify(${WEBHOOKS_CHANNEL}, '')`;
  return deliveries.map(({ id }) => id);
}

/** Tells every process to look, once the transaction commits. */
export async function wakeWebhooks(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${WEBHOOKS_CHANNEL}, '')`;
}

function wants({ eventTypes }: Listener, type: string): boolean {
  return type === 'webhook.test' || eventTypes.length === 0 || eventTypes.includes(type);
}
