import {
  type HTTPLinkOptions,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCLink,
} from '@trpc/client';
import { EventSource } from 'eventsource';
import type { AppRouter } from './app-router.ts';
import { openStream } from './open-stream.ts';

export type CarepostOptions = {
  /** Where the service answers, such as `http://127.0.0.1:8088`; `''` in a page that the service's own origin serves. */
  url: string;
  /** `cp_…`. For servers and scripts only: whoever opens a page can read what its bundle holds. */
  apiKey?: string | undefined;
  /** Used for every request instead of the global `fetch`. */
  fetch?: typeof fetch | undefined;
  /** Sent with every request, such as the session header of your own server in between. */
  headers?: Readonly<Record<string, string>> | undefined;
};

/**
 * The links of a Carepost client, for those who make their own (TanStack Query). Inputs travel in the body of a POST, as they
 * may be PHI and URLs end up in logs; only a subscription's email id stands in its URL. A key travels in the
 * Authorization header alone.
 * @throws TypeError when a key is used in a browser, and for the header Idempotency-Key, since one request may hold several calls.
 */
export function createCarepostLinks(options: CarepostOptions): TRPCLink<AppRouter>[] {
  if (options.apiKey !== undefined && 'document' in globalThis) {
    throw new TypeError('An API key must not be in a browser: call Carepost from your server instead.');
  }
  if (Object.keys(options.headers ?? {}).some((name) => name.toLowerCase() === 'idempotency-key')) {
    throw new TypeError('Idempotency-Key names one call: put idempotencyKey into its input instead.');
  }
  const url = `${options.url.replace(/\/+$/, '')}/trpc`;
  const headers = {
    ...options.headers,
    ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
  };
  // Looked up at each call, so that a fetch that is replaced later (by tracing, or a test) is the one used.
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const http = {
    url,
    methodOverride: 'POST',
    headers,
    fetch: (address, init) => send(address, { ...init, signal: init?.signal ?? null }),
  } satisfies HTTPLinkOptions<AppRouter['_def']['_config']['$types']>;
  return [
    splitLink({
      condition: ({ type }) => type === 'subscription',
      true: httpSubscriptionLink({
        url,
        // Not the browser's own: it cannot send headers and hides why a stream was refused.
        EventSource,
        eventSourceOptions: { fetch: (address, init) => openStream(send, address, init, headers) },
      }),
      false: splitLink({
        // Megabytes each: joined they would be past what one request may hold.
        condition: ({ input }) => typeof input === 'object' && input !== null && 'attachments' in input,
        true: httpLink(http),
        false: httpBatchLink(http),
      }),
    }),
  ];
}
