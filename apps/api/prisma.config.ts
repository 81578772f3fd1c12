import { defineConfig } from 'prisma/config';

/** For the Prisma CLI only; the service opens its database in src/database/open-database.ts. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
