import { accountStatus, deliveryErrors } from '@carepost/contracts';
import { z } from 'zod';
import { readPause } from '../delivery/send-rate.ts';
import { router, scoped } from '../trpc.ts';

export const accountRouter = router({
  status: scoped('read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/account',
        tags: ['Account'],
        summary: 'The sending account: sandbox, quota, state',
      },
    })
    .input(z.object({}))
    .output(accountStatus)
    .query(async ({ ctx }) => {
      const [account, pause] = [await ctx.service.readAccount(), await readPause(ctx.service)];
      if (!pause || account.problem) return account;
      const { sentence, fix } = deliveryErrors[pause];
      return { ...account, problem: `${sentence} ${fix}` };
    }),
});
