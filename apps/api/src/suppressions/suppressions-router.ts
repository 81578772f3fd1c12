import { emailAddress, suppression, suppressionPage, suppressionScope } from '@carepost/contracts';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { exactObject } from '../exact-object.ts';
import { router, scoped } from '../trpc.ts';
import { addSuppression } from './add-suppression.ts';
import { checkSuppression } from './check-suppression.ts';
import { listSuppressions, listSuppressionsInput } from './list-suppressions.ts';
import { removeSuppression } from './remove-suppression.ts';

const tags = ['Suppressions'];
const suppressionId = z.string().regex(/^[0-9a-f]{64}$/, 'must be the id of a suppression');

export const suppressionsRouter = router({
  list: scoped('read')
    .meta({
      openapi: {
        method: 'POST',
        path: '/suppressions/search',
        tags,
        summary: 'Search the addresses that are not sent to',
        description: 'Newest first, addresses masked. A POST, so that an address never stands in a URL.',
      },
    })
    .input(listSuppressionsInput)
    .output(suppressionPage)
    .query(({ ctx, input }) => listSuppressions(ctx.service, ctx.caller.projectId, input)),

  check: scoped('read')
    .meta({
      openapi: {
        method: 'POST',
        path: '/suppressions/check',
        tags,
        summary: 'Is one address suppressed, and why?',
      },
    })
    .input(exactObject({ address: emailAddress }))
    .output(z.object({ suppressed: z.boolean(), suppressions: z.array(suppression) }))
    .query(async ({ ctx, input }) => {
      const suppressions = await checkSuppression(ctx.service, ctx.caller.projectId, input.address);
      return { suppressed: suppressions.length > 0, suppressions };
    }),

  add: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/suppressions',
        tags,
        summary: 'Stop mail to an address',
        description: 'With the reason manual. An address that is suppressed already stays as it is.',
      },
    })
    .input(exactObject({ address: emailAddress, scope: suppressionScope.default('all') }))
    .output(z.object({ id: z.string(), added: z.boolean().describe('False when it was suppressed already') }))
    .mutation(({ ctx, input }) => addSuppression(ctx.service, ctx.caller, input)),

  remove: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/suppressions/remove',
        tags,
        summary: 'Lift a suppression',
        description:
          'Name the address, or the id that a list shows. What the recipient asked for (complaint, unsubscribe) needs `evenThough` with that reason. Lifting does not bring a withdrawn consent back.',
      },
    })
    .input(
      exactObject({
        address: emailAddress.optional(),
        id: suppressionId.optional(),
        scope: suppressionScope.default('all'),
        evenThough: z
          .enum(['complaint', 'unsubscribe'])
          .optional()
          .describe('Says that you know why the recipient wanted no more mail'),
      }),
    )
    .output(z.object({ id: z.string() }))
    .mutation(({ ctx, input: { address, id, ...wish } }) => {
      if ((address === undefined) === (id === undefined)) {
        throw new ApiError('invalid_input', 'Name either the address or the id.', { field: 'address' });
      }
      const addressIndex =
        address === undefined
          ? new Uint8Array(Buffer.from(id ?? '', 'hex'))
          : ctx.service.sealing.addressIndex(ctx.caller.projectId, address);
      return removeSuppression(ctx.service, ctx.caller, { addressIndex, ...wish });
    }),
});
