import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type pg from 'pg';

/** The adapter that migrations run over. The published one cuts a script at every semicolon, inside functions too; here it is sent whole. */
export function postgresMigrations(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const published = new PrismaPg(pool);
  return {
    provider: published.provider,
    adapterName: published.adapterName,
    connect: async () =>
      Object.assign(await published.connect(), {
        executeScript: async (script: string) => void (await pool.query(script)),
      }),
    connectToShadowDb: () => published.connectToShadowDb(),
  };
}
