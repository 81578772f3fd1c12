import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { type Router } from 'express';
import type { Context } from '../context.ts';
import { describeApi } from './describe-api.ts';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Carepost API</title>
<link rel="stylesheet" href="docs/assets/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/assets/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>`;

const START = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true, tryItOutEnabled: true,
  persistAuthorization: false, validatorUrl: null });`;

/** `/api/docs` (Swagger UI) and `/api/openapi.json`. */
export function createApiDocs(context: Context): Router {
  const docs = express.Router();
  const document = describeApi(context.config.http.publicUrl);
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  docs.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  docs.get('/docs', (_request, response) => {
    response
      .set(
        'Content-Security-Policy',
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'",
      )
      .type('html')
      .send(PAGE);
  });
  docs.get('/docs/start.js', (_request, response) => {
    response.type('js').send(START);
  });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    docs.get(`/docs/assets/${file}`, (_request, response) => {
      response.sendFile(file, { root: assets });
    });
  }
  return docs;
}
