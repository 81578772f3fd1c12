import { consent, emailAddress } from '@carepost/contracts';
import { text } from '@carepost/template-kit';
import { z } from 'zod';
import { sendInput } from '../emails/send-input.ts';
import { exactObject } from '../exact-object.ts';
import { router, scoped } from '../trpc.ts';
import { checkConsent } from './check-consent.ts';
import { recordConsent } from './record-consent.ts';
import { requestConsent } from './request-consent.ts';
import { withdrawConsent } from './withdraw-consent.ts';

const tags = ['Consents'];
const byAddress = exactObject({ address: emailAddress });

export const consentsRouter = router({
  request: scoped('send')
    .meta({
      openapi: {
        method: 'POST',
        path: '/consents/request',
        tags,
        summary: 'Ask an address whether it wants marketing (double opt-in)',
        description:
          'Sends an email with a link to confirm, at most one in ten minutes. The answer is the same whether the address is new, subscribed or suppressed, so a sign-up form can pass it on.',
      },
    })
    .input(
      sendInput.pick({ locale: true, timeZone: true }).extend({
        to: emailAddress,
        // The template's own rule, so that nothing is left to be refused once the address was looked up.
        topic: text({ max: 100 }).optional().describe('What the mail is about, such as "Wellness letter"'),
      }),
    )
    .output(z.object({ requested: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await requestConsent(ctx.service, ctx.caller.projectId, input);
      return { requested: true as const };
    }),

  record: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/consents',
        tags,
        summary: 'Enter a consent that was given elsewhere',
        description: 'After an unsubscription it needs `evenThough: "unsubscribe"`. Leaves an audit entry.',
      },
    })
    .input(byAddress.extend({ evenThough: z.literal('unsubscribe').optional() }))
    .output(z.object({ id: z.string().describe('Stands for the address in audit entries') }))
    .mutation(({ ctx, input }) => recordConsent(ctx.service, ctx.caller, input)),

  withdraw: scoped('send')
    .meta({
      openapi: {
        method: 'POST',
        path: '/consents/withdraw',
        tags,
        summary: 'Pass on that somebody wants no more marketing',
        description:
          'Also stops what is queued. For a preference page of your own; repeating it changes nothing.',
      },
    })
    .input(byAddress)
    .output(z.object({ withdrawn: z.literal(true) }))
    .mutation(async ({ ctx, input: { address } }) => {
      const { projectId, actor } = ctx.caller;
      const addressIndex = ctx.service.sealing.addressIndex(projectId, address);
      await withdrawConsent(ctx.service, { projectId, actor, addressIndex, address });
      return { withdrawn: true as const };
    }),

  check: scoped('read')
    .meta({
      openapi: {
        method: 'POST',
        path: '/consents/check',
        tags,
        summary: 'Has an address agreed to marketing?',
      },
    })
    .input(byAddress)
    .output(consent)
    .query(({ ctx, input }) => checkConsent(ctx.service, ctx.caller.projectId, input.address)),
});
