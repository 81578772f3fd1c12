import { QueryClient } from '@tanstack/react-query';
import { describeFailure } from './describe-failure.ts';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2000,
        // A browser's idea of being online says nothing about an API on this machine.
        networkMode: 'always',
        retry: (failures, error) => describeFailure(error).unreachable && failures < 1,
        retryDelay: 500,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
