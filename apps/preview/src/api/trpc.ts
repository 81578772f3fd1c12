import type { AppRouter } from '@carepost/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';

export type { AppRouter };
export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();
