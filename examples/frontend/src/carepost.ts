import { type AppRouter, createCarepostLinks } from '@carepost/client';
import { QueryClient } from '@tanstack/react-query';
import { createTRPCClient } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';

export const queryClient = new QueryClient();

/** `carepost.emails.send.mutationOptions()` and so on, typed by the service. */
export const carepost = createTRPCOptionsProxy<AppRouter>({
  client: createTRPCClient<AppRouter>({ links: createCarepostLinks({ url: '' }) }),
  queryClient,
});
