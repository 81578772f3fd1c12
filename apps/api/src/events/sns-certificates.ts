import type { FetchFromSns } from './verify-sns.ts';

/** The certificate could not be had just now. SNS delivers its message again. */
export class CertificateUnavailableError extends Error {
  override readonly name = 'CertificateUnavailableError';
}

/** Certificates are few and live for months. */
const MOST_KNOWN = 16;
const MOST_AT_ONCE = 4;
/** SNS repeats after 20 seconds. */
const MISSING_FOR_MS = 15_000;
const MOST_MISSING = 1_000;

/**
 * Fetches certificates and remembers them by URL. Anybody may name one that does not exist, as many as they like: those
 * are asked for once in a while, few at a time, and never push out one that is known.
 * @throws CertificateUnavailableError
 */
export function createSnsCertificates(fetchFromSns: FetchFromSns, now: () => number): FetchFromSns {
  const known = new Map<string, string>();
  const missing = new Map<string, number>();
  const underWay = new Map<string, Promise<string>>();

  async function fetchOnce(url: URL): Promise<string> {
    try {
      const pem = await fetchFromSns(url);
      keep(known, MOST_KNOWN, url.href, pem);
      return pem;
    } catch (cause) {
      keep(missing, MOST_MISSING, url.href, now() + MISSING_FOR_MS);
      throw new CertificateUnavailableError('the certificate cannot be fetched', { cause });
    } finally {
      underWay.delete(url.href);
    }
  }

  return async (url) => {
    const found = known.get(url.href) ?? underWay.get(url.href);
    if (found !== undefined) return found;
    if ((missing.get(url.href) ?? 0) > now() || underWay.size >= MOST_AT_ONCE) {
      throw new CertificateUnavailableError('the certificate is not asked for now');
    }
    const fetching = fetchOnce(url);
    underWay.set(url.href, fetching);
    return fetching;
  };
}

function keep<T>(entries: Map<string, T>, most: number, key: string, value: T): void {
  entries.delete(key);
  entries.set(key, value);
  const [oldest] = entries.keys();
  if (entries.size > most && oldest !== undefined) entries.delete(oldest);
}
