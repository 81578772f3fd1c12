import {
  emailAddress,
  emailContent,
  emailDetail,
  emailPage,
  emailStats,
  emailStatus,
  timeline,
} from '@carepost/contracts';
import { z } from 'zod';
import { exactObject } from '../exact-object.ts';
import { router, scoped } from '../trpc.ts';
import { cancelEmail } from './cancel-email.ts';
import { acceptedEmail, createEmail } from './create-email.ts';
import { getEmail } from './get-email.ts';
import { idempotencyKey, readIdempotencyKey } from './idempotency-key.ts';
import { listEmails, listInput } from './list-emails.ts';
import { readContent } from './read-content.ts';
import { readStats, statsInput } from './read-stats.ts';
import { readTimeline } from './read-timeline.ts';
import { resendAnswer, resendEmails, resendInput } from './resend-emails.ts';
import { batchAnswer, batchInput, sendBatch } from './send-batch.ts';
import { sendInput } from './send-input.ts';
import { sendTestEmail } from './send-test-email.ts';
import { settleHeld, settleHeldInput } from './settle-held.ts';
import { watchTimeline } from './watch-timeline.ts';

const tags = ['Email'];
const requestHeaders = z.object({ 'idempotency-key': idempotencyKey.optional() });
// Lower case, as ids are stored and announced.
const byId = exactObject({ id: z.uuid().toLowerCase() });

export const emailsRouter = router({
  send: scoped('send')
    .meta({
      openapi: {
        method: 'POST',
        path: '/emails',
        tags,
        summary: 'Send an email',
        description: 'Answers when the email is durable; follow its timeline for what becomes of it.',
        requestHeaders,
      },
    })
    .input(sendInput)
    .output(acceptedEmail)
    .mutation(({ ctx, input }) => {
      const key = readIdempotencyKey(ctx.idempotencyKey, input.idempotencyKey);
      return createEmail(ctx.service, ctx.caller.projectId, input, key);
    }),

  sendBatch: scoped('send')
    .meta({
      openapi: {
        method: 'POST',
        path: '/emails/batch',
        tags,
        summary: 'Send up to 1,000 emails',
        description:
          'Reports the invalid ones and accepts the valid ones together. One idempotency key for all of it.',
        requestHeaders,
      },
    })
    .input(batchInput)
    .output(batchAnswer)
    .mutation(({ ctx, input }) => {
      const key = readIdempotencyKey(ctx.idempotencyKey, input.idempotencyKey);
      return sendBatch(ctx.service, ctx.caller.projectId, input.emails, key);
    }),

  cancel: scoped('send')
    .meta({
      openapi: {
        method: 'POST',
        path: '/emails/{id}/cancel',
        tags,
        summary: 'Cancel a scheduled or queued email',
        description:
          'Once a worker has claimed it the answer is 409 too_late. Cancelling twice changes nothing.',
      },
    })
    .input(byId)
    .output(z.object({ id: z.uuid(), status: emailStatus }))
    .mutation(({ ctx, input }) => cancelEmail(ctx.service, ctx.caller, input.id)),

  resend: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/emails/resend',
        tags,
        summary: 'Try failed and held emails again',
        description: 'The same emails, to the recipients that got nothing. Each leaves an audit entry.',
      },
    })
    .input(resendInput)
    .output(resendAnswer)
    .mutation(({ ctx, input }) => resendEmails(ctx.service, ctx.caller, input.ids)),

  sendTest: scoped('send')
    .meta({
      openapi: {
        method: 'POST',
        path: '/email/test-custom',
        tags,
        summary: 'Send Test Email',
        description:
          'Sends a template with the props of its first fixture. Ids may be written as WELCOME or PASSWORD_RESET.',
      },
    })
    .input(
      exactObject({ to: emailAddress, template: z.string().min(1).max(100) }).meta({
        examples: [{ to: 'test@example.com', template: 'WELCOME' }],
      }),
    )
    .output(acceptedEmail)
    .mutation(({ ctx, input }) =>
      sendTestEmail(ctx.service, ctx.caller, input, readIdempotencyKey(ctx.idempotencyKey, undefined)),
    ),

  get: scoped('read')
    .meta({ openapi: { method: 'GET', path: '/emails/{id}', tags, summary: 'One email of the log' } })
    .input(byId)
    .output(emailDetail)
    .query(({ ctx, input }) => getEmail(ctx.service, ctx.caller, input.id)),

  list: scoped('read')
    .meta({
      openapi: {
        method: 'POST',
        path: '/emails/search',
        tags,
        summary: 'Search the log',
        description: 'Newest first. A POST, so that an address never stands in a URL.',
      },
    })
    .input(listInput)
    .output(emailPage)
    .query(({ ctx, input }) => listEmails(ctx.service, ctx.caller.projectId, input)),

  stats: scoped('read')
    .meta({
      openapi: {
        method: 'POST',
        path: '/emails/stats',
        tags,
        summary: 'Count emails by hour or day',
        description: 'At most 1,000 hours or days.',
      },
    })
    .input(statsInput)
    .output(emailStats)
    .query(({ ctx, input }) => readStats(ctx.service, ctx.caller.projectId, input)),

  timeline: scoped('read')
    .meta({
      openapi: { method: 'GET', path: '/emails/{id}/timeline', tags, summary: 'What happened to an email' },
    })
    .input(byId)
    .output(timeline)
    .query(({ ctx, input }) => readTimeline(ctx.service, ctx.caller, input.id)),

  content: scoped('content')
    .meta({
      openapi: {
        method: 'GET',
        path: '/emails/{id}/content',
        tags,
        summary: 'Open the sealed content of an email',
        description: 'Needs the scope content; every reading leaves an audit entry.',
      },
    })
    .input(byId)
    .output(emailContent)
    .query(({ ctx, input }) => readContent(ctx.service, ctx.caller, input.id)),

  settleHeld: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/emails/settle-held',
        tags,
        summary: 'Settle held emails',
        description: 'For emails of which nobody knows whether they were sent: a person has found out.',
      },
    })
    .input(settleHeldInput)
    .output(z.object({ settled: z.array(z.uuid()), notHeld: z.array(z.uuid()) }))
    .mutation(({ ctx, input }) => settleHeld(ctx.service, ctx.caller, input)),

  /** The whole timeline at once and again after every change; ends when the client does. */
  onTimeline: scoped('read')
    // Not exact: tRPC adds the lastEventId of a stream that is taken up again.
    .input(z.object(byId.shape))
    .output(
      z.custom<AsyncIterable<z.infer<typeof timeline>>>(
        (value) => typeof value === 'object' && value !== null,
      ),
    )
    .subscription(({ ctx, input, signal }) => {
      const ends = AbortSignal.any(signal ? [signal, ctx.service.stopping] : [ctx.service.stopping]);
      return watchTimeline(ctx.service, ctx.caller, input.id, ends);
    }),
});
