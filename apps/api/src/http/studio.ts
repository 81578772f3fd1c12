import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Router } from 'express';
import { packageFolder } from '../database/package-folder.ts';

const NOT_BUILT = 'The studio is not built: run `npm start`, or `pnpm --filter @carepost/preview build`.\n';

/**
 * The studio as static files. Rendered emails need inline styles, and a `srcdoc` frame inherits this policy: so styles
 * may be inline and scripts may not.
 */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

export function createStudio(): Router {
  const folder = join(packageFolder, '..', 'preview', 'dist');
  const index = join(folder, 'index.html');
  const studio = express.Router();
  studio.use((_request, response, next) => {
    response.set('Content-Security-Policy', POLICY);
    next();
  });
  studio.use(
    express.static(folder, {
      index: false,
      setHeaders: (response, path) => {
        if (path.includes('/assets/'))
          response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      },
    }),
  );
  // The studio routes in the browser: every other page is its index.
  studio.get('/{*page}', (request, response, next) => {
    if (!request.accepts('html')) next();
    else if (existsSync(index)) response.sendFile(index);
    else response.status(503).type('text').send(NOT_BUILT);
  });
  return studio;
}
