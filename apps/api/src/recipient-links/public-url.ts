import type { Config } from '../config.ts';
import { ApiError } from '../errors.ts';

/**
 * The address of a page that recipients open. Development makes do with this machine.
 * @throws ApiError `unavailable` in production without PUBLIC_URL: a link that leads nowhere must not be sent
 */
export function publicUrl({ http, production }: Config, path: string): string {
  if (production && !http.publicUrl) {
    throw new ApiError('unavailable', 'This email needs links to this service, and PUBLIC_URL is not set.', {
      fix: 'Set PUBLIC_URL to the https address where recipients reach this service, and start it again.',
    });
  }
  const base = http.publicUrl ?? `http://localhost:${http.port}`;
  return `${base.replace(/\/+$/, '')}${path}`;
}
