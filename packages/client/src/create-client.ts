import { createTRPCClient, type TRPCClient } from '@trpc/client';
import type { AppRouter } from './app-router.ts';
import { type CarepostOptions, createCarepostLinks } from './create-links.ts';

export type CarepostClient = TRPCClient<AppRouter>;

/**
 * The typed client of a Carepost service: `client.emails.send.mutate({ to, message: { template, props } })`.
 * Calls reject with a TRPCClientError; see `isCarepostError`.
 * @throws TypeError when a key is used in a browser.
 */
export function createCarepostClient(options: CarepostOptions): CarepostClient {
  return createTRPCClient<AppRouter>({ links: createCarepostLinks(options) });
}
