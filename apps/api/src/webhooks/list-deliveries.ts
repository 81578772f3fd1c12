import {
  type WebhookDeliveryPage,
  webhookDelivery,
  webhookDeliveryStatus,
  webhookErrors,
} from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { exactObject } from '../exact-object.ts';
import { pageDirection } from '../page-direction.ts';
import { findEndpoint } from './find-endpoint.ts';

export const deliveriesInput = exactObject({
  id: z.uuid().toLowerCase().describe('The endpoint'),
  status: webhookDeliveryStatus.optional(),
  limit: z.int().min(1).max(100).default(25),
  cursor: z.uuid().toLowerCase().optional().describe('nextCursor of the page before'),
  direction: pageDirection,
});

/** The endpoint's log, newest first. @throws ApiError `not_found` */
export async function listDeliveries(
  { database }: Context,
  projectId: string,
  { id, status, limit, cursor }: z.output<typeof deliveriesInput>,
): Promise<WebhookDeliveryPage> {
  await findEndpoint(database, projectId, id);
  const rows = await database.prisma.webhookDelivery.findMany({
    where: { endpointId: id, ...(status ? { status } : {}), ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const messages = await database.prisma.webhookMessage.findMany({
    where: { id: { in: page.map(({ messageId }) => messageId) } },
    select: { id: true, type: true, emailId: true },
  });
  const byId = new Map(messages.map((message) => [message.id, message]));
  const deliveries = page.flatMap((row) => {
    const message = byId.get(row.messageId);
    if (!message) return [];
    const described = webhookDelivery.omit({ fix: true }).parse({
      id: row.id,
      messageId: row.messageId,
      type: message.type,
      emailId: message.emailId,
      status: row.status,
      attempts: row.attempts,
      nextAt: row.nextAt?.toISOString() ?? null,
      lastStatus: row.lastStatus,
      lastError: row.lastError,
      createdAt: row.createdAt.toISOString(),
      deliveredAt: row.deliveredAt?.toISOString() ?? null,
    });
    return [{ ...described, fix: described.lastError ? webhookErrors[described.lastError].fix : null }];
  });
  return { deliveries, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}
