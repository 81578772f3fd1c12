import { accountStatus } from '@carepost/contracts';
import { z } from 'zod';
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
    .query(({ ctx }) => ctx.service.readAccount()),
});
