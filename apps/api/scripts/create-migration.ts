/** `pnpm migration <name>`: writes the SQL that leads from prisma/migrations to prisma/schema.prisma. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { diffMigrations } from '../src/database/migrate.ts';
import { packageFolder } from '../src/database/package-folder.ts';

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  process.stderr.write('Name the migration in lower case and underscores: pnpm migration add_send_at\n');
  process.exit(2);
}
await using pglite = await PGlite.create();
const sql = await diffMigrations(bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(pglite)));
if (sql === '') {
  process.stdout.write('The migrations already lead to the schema.\n');
} else {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(packageFolder, 'prisma', 'migrations', `${stamp}_${name}`);
  await mkdir(folder, { recursive: true });
  // One transaction: a process that is killed in the middle leaves nothing half-applied.
  await writeFile(join(folder, 'migration.sql'), `BEGIN;\n\n${sql}\n\nCOMMIT;\n`);
  process.stdout.write(`Wrote ${folder}/migration.sql\n`);
}
