import { createCarepostLinks } from '@carepost/client';
import { createTRPCClient, splitLink } from '@trpc/client';
import type { AppRouter } from './trpc.ts';

/** The API of the origin the studio came from. */
export function createApiClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        // The state of the account comes from the provider. In a batch of its own it holds nothing else up when that is slow.
        condition: ({ path }) => path === 'account.status',
        true: createCarepostLinks({ url: '' }),
        false: createCarepostLinks({ url: '' }),
      }),
    ],
  });
}
