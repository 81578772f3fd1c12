import type { EventSourceFetchInit } from 'eventsource';

/**
 * Opens an event stream. An EventSource drops the body of a refusal, and with it the reason; here a refusal becomes a stream of
 * one `serialized-error`, which is how tRPC reports an error of a stream that is already open.
 */
export async function openStream(
  send: typeof fetch,
  address: string | URL,
  init: EventSourceFetchInit,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const response = await send(address, { ...init, headers: { ...headers, ...init.headers } });
  if (response.ok || !response.headers.get('content-type')?.startsWith('application/json')) return response;
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('error' in body)) return response;
  return new Response(`event: serialized-error\ndata: ${JSON.stringify(body.error)}\n\n`, {
    headers: { 'content-type': 'text/event-stream' },
  });
}
