import type { Config } from '../config.ts';
import type { FetchFromSns } from './verify-sns.ts';

const TIMEOUT_MS = 5_000;
const MAX_LENGTH = 64 * 1024;

/** Fetches from SNS itself, or from the simulator that stands in for it; never follows a redirect. */
export function createFetchFromSns({ provider }: Config): FetchFromSns {
  return async (url) => {
    const target = provider.kind === 'simulator' ? atSimulator(url, provider.url) : url;
    const response = await fetch(target, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`SNS answered ${response.status}`);
    return readText(response);
  };
}

// Set part by part: resolving `//host/path` against the simulator's address would lead to that host.
function atSimulator(url: URL, simulator: string): URL {
  const target = new URL(simulator);
  target.pathname = url.pathname;
  target.search = url.search;
  return target;
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_LENGTH) throw new Error('SNS answered more than a certificate');
  }
  return text;
}
