import type { Config } from '../config.ts';
import type { FetchFromSns } from './verify-sns.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 64 * 1024;

/** Fetches from SNS itself, or from the simulator that stands in for it; never follows a redirect. */
export function createFetchFromSns({ provider }: Config): FetchFromSns {
  return async (url) => {
    const target =
      provider.kind === 'simulator' ? new URL(`${url.pathname}${url.search}`, provider.url) : url;
    const response = await fetch(target, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`SNS answered ${response.status}`);
    const bytes = await response.bytes();
    if (bytes.length > MAX_BYTES) throw new Error('SNS answered more than a certificate');
    return new TextDecoder().decode(bytes);
  };
}

/** Remembers what was fetched, by URL, a bounded number of them: certificates are few and live for months. */
export function rememberFetched(fetchFromSns: FetchFromSns, most = 16): FetchFromSns {
  const known = new Map<string, Promise<string>>();
  return (url) => {
    const found = known.get(url.href);
    if (found) return found;
    const fetching = fetchFromSns(url);
    known.set(url.href, fetching);
    fetching.catch(() => known.delete(url.href));
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return fetching;
  };
}
