import type { TestService } from './service.ts';

/** Every row of every table, queue tables included, as lower-case text with the bytes of its columns beside it. */
export async function dumpTables({ context }: TestService): Promise<{ table: string; rows: string[] }[]> {
  // Through the service's own window, so that the worker keeps running.
  const { prisma } = context.database;
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`;
  const dump: { table: string; rows: string[] }[] = [];
  for (const { name } of tables) {
    const rows = await prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`);
    dump.push({ table: name, rows: rows.map(({ row }) => `${row}${bytesIn(row)}`.toLowerCase()) });
  }
  return dump;
}

function bytesIn(row: string): string {
  return [...row.matchAll(/\\x([0-9a-f]+)/g)]
    .map(([, hex]) => Buffer.from(hex ?? '', 'hex').toString('latin1'))
    .join();
}
