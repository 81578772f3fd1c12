import { apiKeyScope } from '@carepost/contracts';
import type { Request } from 'express';
import { authenticateKey, type Caller } from '../api-keys/authenticate.ts';
import type { Context } from '../context.ts';
import { ApiError } from '../errors.ts';
import { calledProcedures, MAX_BATCH } from './called-procedures.ts';

const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
const LOOPBACK_ADDRESS = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/;
const PROXY_HEADER = /^(?:forwarded|via|x-forwarded-.*|x-real-ip|x-client-ip|true-client-ip|cf-.*)$/;

/**
 * Who makes the request: the owner of an API key, or the developer at the machine itself, who needs none.
 * @throws ApiError `unauthenticated` for a bad key, `foreign_origin` for a web page from elsewhere.
 */
export async function identifyCaller(context: Context, request: Request): Promise<Caller> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    // One more than a batch may hold is refused, whatever it counts.
    const calls = request.baseUrl === '/trpc' ? calledProcedures(request).length : 1;
    return authenticateKey(context, authorization, Math.min(calls, MAX_BATCH));
  }
  if (!mayBeDeveloper(context, request)) return { kind: 'nobody' };
  refuseForeignPages(context, request);
  return {
    kind: 'developer',
    actor: 'developer',
    projectId: context.defaultProjectId,
    scopes: apiKeyScope.options,
  };
}

// Without AWS, on loopback only, straight from this machine: nobody else can be on the other end.
function mayBeDeveloper({ config }: Context, request: Request): boolean {
  return (
    config.provider.kind === 'simulator' &&
    !config.production &&
    LOOPBACK_NAME.test(bracketed(config.http.host)) &&
    LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? '') &&
    // A bare reverse proxy speaks HTTP/1.0 and may say nothing of itself.
    request.httpVersion === '1.1' &&
    !Object.keys(request.headers).some((header) => PROXY_HEADER.test(header))
  );
}

// A page from elsewhere runs on this machine too. DNS rebinding shows in Host, cross-site requests in Origin and
// Sec-Fetch-Site (Fetch Metadata, W3C).
function refuseForeignPages({ config }: Context, request: Request): void {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers;
  if (!LOOPBACK_NAME.test(host)) {
    throw new ApiError('foreign_origin', 'Without an API key the Host must be localhost or 127.0.0.1.');
  }
  const own = origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
  const allowed = origin !== undefined && config.http.allowedOrigins.includes(origin.toLowerCase());
  const crossSite = site === 'cross-site' || (site === 'same-site' && origin === undefined);
  if (!own && !allowed) {
    throw new ApiError(
      'foreign_origin',
      'Pages of this origin may not use the API: add it to ALLOWED_ORIGINS, or send an API key from a server.',
    );
  }
  if (crossSite && !allowed)
    throw new ApiError('foreign_origin', 'Requests from another site need an API key.');
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
