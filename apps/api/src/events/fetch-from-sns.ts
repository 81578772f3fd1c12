import type { Config } from '../config.ts';
import { type FetchFromSns, SnsRefusedError } from './verify-sns.ts';

const TIMEOUT_MS = 5_000;
const MAX_LENGTH = 64 * 1024;
/** A token that expired, an object that the store behind SNS does not have. Anything else may be better next time. */
const DOES_NOT_EXIST = [400, 403, 404];

/** Fetches from SNS itself, or from the simulator that stands in for it; never follows a redirect. */
export function createFetchFromSns({ provider }: Config): FetchFromSns {
  return async (url) => {
    const target = provider.kind === 'simulator' ? atSimulator(url, provider.url) : url;
    const response = await fetch(target, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    // Anybody can name a certificate that does not exist: that is their mistake, and repeating it does not help.
    if (DOES_NOT_EXIST.includes(response.status)) throw new SnsRefusedError('SNS does not know the URL');
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
