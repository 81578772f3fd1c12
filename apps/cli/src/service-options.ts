import { type CarepostClient, createCarepostClient } from '@carepost/client';
import { UsageError } from './explain-error.ts';
import type { World } from './terminal.ts';

const DEFAULT_URL = 'http://127.0.0.1:8088';

/** Where the service is looked for. */
export function serviceUrl(world: World, option: string | undefined): string {
  return option ?? (world.env.CAREPOST_URL || DEFAULT_URL);
}

/**
 * A client for the service. The key comes from the environment only: arguments stand in the shell's history and in `ps`.
 * @throws UsageError when the address is not one.
 */
export function connect(world: World, url: string): CarepostClient {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UsageError(`${url} is not an address such as ${DEFAULT_URL}.`);
  }
  return createCarepostClient({ url, apiKey: world.env.CAREPOST_API_KEY || undefined });
}
