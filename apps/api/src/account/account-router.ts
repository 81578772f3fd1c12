import { deliveryErrors, sendingStatus } from '@carepost/contracts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { readPause } from '../delivery/pause-sending.ts';
import { exactObject } from '../exact-object.ts';
import { router, scoped } from '../trpc.ts';
import { pausedSince, pauseProject, resumeProject } from './pause-project.ts';

const tags = ['Account'];

export const accountRouter = router({
  status: scoped('read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/account',
        tags,
        summary: 'The sending account: sandbox, quota, state',
      },
    })
    .input(exactObject({}))
    .output(sendingStatus)
    .query(({ ctx }) => readStatus(ctx.service, ctx.caller.projectId)),

  pause: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/account/pause',
        tags,
        summary: 'Pause the sending of this project',
        description: 'Emails are still accepted and wait. What was handed to the provider is on its way.',
      },
    })
    .input(exactObject({}))
    .output(z.object({ pausedSince: z.iso.datetime() }))
    .mutation(async ({ ctx }) => ({
      pausedSince: (await pauseProject(ctx.service, ctx.caller)).toISOString(),
    })),

  resume: scoped('manage')
    .meta({
      openapi: {
        method: 'POST',
        path: '/account/resume',
        tags,
        summary: 'Resume the sending of this project',
      },
    })
    .input(exactObject({}))
    .output(z.object({ pausedSince: z.null() }))
    .mutation(async ({ ctx }) => {
      await resumeProject(ctx.service, ctx.caller);
      return { pausedSince: null };
    }),
});

async function readStatus(context: Context, projectId: string) {
  const [account, pause, since] = await Promise.all([
    context.readAccount(),
    readPause(context),
    pausedSince(context, projectId),
  ]);
  const status = { ...account, pausedSince: since?.toISOString() ?? null };
  if (!pause || account.problem) return status;
  const { sentence, fix } = deliveryErrors[pause];
  return { ...status, problem: `${sentence} ${fix}` };
}
