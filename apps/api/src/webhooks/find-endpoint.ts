import { type WebhookEndpoint as DescribedEndpoint, webhookEndpoint } from '@carepost/contracts';
import type { Context } from '../context.ts';
import type { WebhookEndpoint } from '../database/generated/client.ts';
import type { Transaction } from '../database/open-database.ts';
import { ApiError } from '../errors.ts';

/** One endpoint of the project. @throws ApiError `not_found`, also for another project's */
export async function findEndpoint(
  { prisma }: Pick<Context['database'], 'prisma'> | { prisma: Transaction },
  projectId: string,
  id: string,
): Promise<WebhookEndpoint> {
  const endpoint = await prisma.webhookEndpoint.findFirst({ where: { id, projectId } });
  if (!endpoint) throw new ApiError('not_found', 'There is no webhook endpoint with this id.');
  return endpoint;
}

/** The same, locked for the transaction: changes of one endpoint go one after another. */
export async function lockEndpoint(tx: Transaction, projectId: string, id: string): Promise<WebhookEndpoint> {
  await tx.$queryRaw`SELECT 1 FROM "WebhookEndpoint" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return findEndpoint({ prisma: tx }, projectId, id);
}

/** @throws ApiError `invalid_input` when it is disabled */
export function requireEnabled(endpoint: WebhookEndpoint): void {
  if (endpoint.disabledAt)
    throw new ApiError('invalid_input', 'This webhook endpoint is disabled: enable it first.', {
      field: 'id',
    });
}

/** As callers see it: without its secrets. */
export function describeEndpoint(row: WebhookEndpoint): DescribedEndpoint {
  return webhookEndpoint.parse({
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.eventTypes,
    enabled: row.disabledAt === null,
    disabledReason: row.disabledReason,
    failingSince: row.failingSince?.toISOString() ?? null,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  });
}
