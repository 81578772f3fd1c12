import { emailAddress, recipientExport } from '@carepost/contracts';
import { z } from 'zod';
import { exactObject } from '../exact-object.ts';
import { router, scoped } from '../trpc.ts';
import { eraseRecipient } from './erase-recipient.ts';
import { exportRecipient } from './export-recipient.ts';

const tags = ['Recipients'];

export const recipientsRouter = router({
  export: scoped('content')
    .meta({
      openapi: {
        method: 'POST',
        path: '/recipients/export',
        tags,
        summary: 'Everything that is held about one address',
        description: 'Opens sealed content: needs the scope content, and every page leaves an audit entry.',
      },
    })
    .input(
      exactObject({
        address: emailAddress,
        cursor: z.uuid().toLowerCase().optional().describe('`nextCursor` of the page before'),
      }),
    )
    .output(recipientExport)
    .query(({ ctx, input }) => exportRecipient(ctx.service, ctx.caller, input)),

  erase: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/recipients/erase',
        tags,
        summary: 'Erase what is held about one address',
        description:
          'Content of all email to it, and its consent. Cannot be undone. A suppression stays as a keyed hash, the log of states and times stays, and an audit entry is left. Email on its way is counted in `onTheirWay`: call again when it has arrived.',
      },
    })
    .input(
      exactObject({
        address: emailAddress,
        confirm: z.literal('erase', { error: 'must be "erase": this cannot be undone' }),
      }),
    )
    .output(
      z.object({
        id: z.string().describe('Stands for the address in audit entries'),
        emails: z.int().nonnegative().describe('Of which content was erased now'),
        onTheirWay: z.int().nonnegative().describe('Which still need their content'),
      }),
    )
    .mutation(({ ctx, input }) => eraseRecipient(ctx.service, ctx.caller, input.address)),
});
