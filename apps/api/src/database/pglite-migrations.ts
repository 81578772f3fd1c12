import type { PGlite } from '@electric-sql/pglite';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';

/**
 * The adapter that migrations run over. The published one starts a script without waiting for it, so that one that fails
 * would be noted as applied; here it is waited for.
 */
export function pgliteMigrations(pglite: PGlite): SqlMigrationAwareDriverAdapterFactory {
  const published = new PrismaPGlite(pglite);
  return {
    provider: published.provider,
    adapterName: published.adapterName,
    connect: async () =>
      Object.assign(await published.connect(), {
        executeScript: async (script: string) => void (await pglite.exec(script)),
      }),
    connectToShadowDb: () => published.connectToShadowDb(),
  };
}
