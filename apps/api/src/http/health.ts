import express, { type Router } from 'express';
import type { Context } from '../context.ts';

/** `/healthz`: the process answers. `/readyz`: it can do its work, the database included. */
export function createHealth(context: Context): Router {
  const health = express.Router();
  health.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  health.get('/readyz', async (_request, response) => {
    try {
      await context.database.prisma.$queryRaw`SELECT 1`;
      response.json({ status: 'ready', database: context.database.engine });
    } catch {
      response.status(503).json({ status: 'not ready', database: context.database.engine });
    }
  });
  return health;
}
