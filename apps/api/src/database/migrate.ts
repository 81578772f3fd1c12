import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ErrorCapturingSqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import { packageFolder } from './package-folder.ts';

type Adapter = ErrorCapturingSqlMigrationAwareDriverAdapterFactory;
const migrationsFolder = join(packageFolder, 'prisma', 'migrations');
const filters = { externalTables: [], externalEnums: [] };

/**
 * Applies what is missing of prisma/migrations with Prisma's own engine, compiled to WebAssembly: nothing is downloaded
 * and `_prisma_migrations` stays one that `prisma migrate deploy` understands.
 */
export async function migrate(adapter: Adapter, folder = migrationsFolder): Promise<string[]> {
  const migrationsList = await readMigrations(folder);
  const engine = await startEngine(adapter);
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
  return appliedMigrationNames;
}

/** SQL that leads from the migrations to the schema: `''` when they agree. Needs a shadow database. */
export async function diffMigrations(adapter: Adapter): Promise<string> {
  const schema = join(packageFolder, 'prisma', 'schema.prisma');
  const content = await readFile(schema, 'utf8');
  const engine = await startEngine(adapter, [[schema, content]]);
  const { stdout } = await engine.diff({
    from: { tag: 'migrations', ...(await readMigrations(migrationsFolder)) },
    to: { tag: 'schemaDatamodel', files: [{ path: schema, content }] },
    script: true,
    exitCode: null,
    filters,
  });
  return stdout?.replace(/^-- This is an empty migration\.\s*$/m, '').trim() ?? '';
}

async function readMigrations(baseDir: string): Promise<MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir,
    shadowDbInitScript: '',
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok',
            value: await readFile(join(baseDir, name, 'migration.sql'), 'utf8'),
          } as const,
        },
      })),
    ),
  };
}

async function startEngine(adapter: Adapter, datamodels?: [string, string][]): Promise<SchemaEngine> {
  // Loaded when it is needed: it is 3 MB of WebAssembly, which Node imports as a module.
  const { SchemaEngine: Engine } = await import('@prisma/schema-engine-wasm');
  return Engine.new({ datamodels }, () => {}, adapter);
}
