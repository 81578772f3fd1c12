import type { Database } from '../database/open-database.ts';

/** The project every installation starts with. Fixed, so that processes starting at once agree on it. */
const FIRST_PROJECT_ID = '00000000-0000-7000-8000-000000000000';

export async function ensureProject(database: Database): Promise<string> {
  await database.prisma.project.createMany({
    data: [{ id: FIRST_PROJECT_ID, name: 'Default' }],
    skipDuplicates: true,
  });
  return FIRST_PROJECT_ID;
}
