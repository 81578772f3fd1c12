import { webhookDeliveryPage, webhookEndpoint, webhookEventType } from '@carepost/contracts';
import { z } from 'zod';
import { moment } from '../emails/moment-input.ts';
import { exactObject } from '../exact-object.ts';
import { router, scoped } from '../trpc.ts';
import { createEndpoint } from './create-endpoint.ts';
import { deleteEndpoint } from './delete-endpoint.ts';
import { describeEndpoint, findEndpoint } from './find-endpoint.ts';
import { deliveriesInput, listDeliveries } from './list-deliveries.ts';
import { replayDelivery, replayFailed } from './replay-deliveries.ts';
import { rotateSecret } from './rotate-secret.ts';
import { sendTest } from './send-test.ts';
import { updateEndpoint } from './update-endpoint.ts';
import { webhookUrl } from './webhook-url.ts';

const tags = ['Webhooks'];
const id = z.uuid().toLowerCase();
const byId = exactObject({ id });
const secret = z.string().describe('`whsec_…`, shown this once');
const description = z
  .string()
  .trim()
  .max(200)
  .refine((text) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text), 'must be plain text on one line');
const eventTypes = z
  .array(webhookEventType)
  .refine((types) => new Set(types).size === types.length, 'must name each type once')
  .describe('Empty: all of them');

export const webhooksRouter = router({
  create: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks',
        tags,
        summary: 'Create an endpoint',
        description:
          'The answer holds the signing secret, this once. Messages are signed and retried as Standard Webhooks says.',
      },
    })
    .input(
      exactObject({
        url: webhookUrl,
        description: description.default(''),
        eventTypes: eventTypes.default([]),
      }),
    )
    .output(z.object({ endpoint: webhookEndpoint, secret }))
    .mutation(({ ctx, input }) => createEndpoint(ctx.service, ctx.caller, input)),

  list: scoped('read')
    .meta({ openapi: { method: 'GET', path: '/webhooks', tags, summary: 'List endpoints' } })
    .input(exactObject({}))
    .output(z.object({ endpoints: z.array(webhookEndpoint) }))
    .query(async ({ ctx }) => {
      const rows = await ctx.service.database.prisma.webhookEndpoint.findMany({
        where: { projectId: ctx.caller.projectId },
        orderBy: { id: 'asc' },
      });
      return { endpoints: rows.map(describeEndpoint) };
    }),

  get: scoped('read')
    .meta({ openapi: { method: 'GET', path: '/webhooks/{id}', tags, summary: 'One endpoint' } })
    .input(byId)
    .output(webhookEndpoint)
    .query(async ({ ctx, input }) =>
      describeEndpoint(await findEndpoint(ctx.service.database, ctx.caller.projectId, input.id)),
    ),

  update: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}',
        tags,
        summary: 'Change an endpoint',
        description: 'Disabling cancels what is waiting for it; what was cancelled can be replayed.',
      },
    })
    .input(
      exactObject({
        id,
        url: webhookUrl.optional(),
        description: description.optional(),
        eventTypes: eventTypes.optional(),
        enabled: z.boolean().optional(),
      }),
    )
    .output(webhookEndpoint)
    .mutation(({ ctx, input: { id: endpointId, ...change } }) =>
      updateEndpoint(ctx.service, ctx.caller, endpointId, change),
    ),

  delete: scoped('manage')
    .meta({
      openapi: { method: 'DELETE', path: '/webhooks/{id}', tags, summary: 'Delete an endpoint and its log' },
    })
    .input(byId)
    .output(byId)
    .mutation(async ({ ctx, input }) => {
      await deleteEndpoint(ctx.service, ctx.caller, input.id);
      return input;
    }),

  rotateSecret: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}/rotate-secret',
        tags,
        summary: 'Make a new signing secret',
        description: 'Messages are signed with both for 24 hours.',
      },
    })
    .input(byId)
    .output(z.object({ secret }))
    .mutation(({ ctx, input }) => rotateSecret(ctx.service, ctx.caller, input.id)),

  sendTest: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}/test',
        tags,
        summary: 'Send webhook.test to an endpoint',
      },
    })
    .input(byId)
    .output(z.object({ deliveryId: z.uuid() }))
    .mutation(({ ctx, input }) => sendTest(ctx.service, ctx.caller, input.id)),

  deliveries: scoped('read')
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}/deliveries/search',
        tags,
        summary: 'The log of an endpoint',
        description: 'Newest first; kept for 30 days.',
      },
    })
    .input(deliveriesInput)
    .output(webhookDeliveryPage)
    .query(({ ctx, input }) => listDeliveries(ctx.service, ctx.caller.projectId, input)),

  replay: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}/deliveries/{deliveryId}/replay',
        tags,
        summary: 'Deliver a message again',
        description: 'Under the same webhook-id, with a new round of attempts.',
      },
    })
    .input(exactObject({ id, deliveryId: id }))
    .output(byId)
    .mutation(({ ctx, input }) => replayDelivery(ctx.service, ctx.caller, input)),

  replayFailed: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/webhooks/{id}/replay-failed',
        tags,
        summary: 'Deliver again what failed since a time',
        description:
          'What was cancelled too. Up to 1,000 a call, oldest first; call again while `more` is true.',
      },
    })
    .input(exactObject({ id, since: moment }))
    .output(z.object({ replayed: z.int().nonnegative(), more: z.boolean() }))
    .mutation(({ ctx, input }) =>
      replayFailed(ctx.service, ctx.caller, { id: input.id, since: new Date(input.since) }),
    ),
});
