import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * Headers of every answer, errors included. What is no page may load and run nothing; the studio, the API's docs and the
 * recipients' pages replace the Content-Security-Policy with their own.
 */
export function secureHeaders({ publicUrl }: Config['http']): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'self'"], baseUri: ["'none'"] },
      },
      // For a year, from the first visit on; only where the outside is https, since TLS may end in front of us.
      strictTransportSecurity: publicUrl?.startsWith('https://')
        ? { maxAge: YEAR_SECONDS, includeSubDomains: false }
        : false,
    }),
    // Anything may be PHI: neither browsers nor proxies keep it.
    (_request, response, next) => {
      response.set('Cache-Control', 'no-store');
      next();
    },
  ];
}
