import pg from 'pg';
import { openDatabase } from '../database/open-database.ts';

/** Rows in one statement; files have megabytes each. */
const BATCH = 500;
const FILES_BATCH = 1;

/** For a machine whose pg_dump is missing or too old: tables by the migrations, rows over two connections. `source` is in its snapshot. */
export async function copyRows(
  source: pg.ClientBase,
  tables: Iterable<string>,
  targetUrl: string,
): Promise<void> {
  const database = await openDatabase({ url: targetUrl, dataDir: 'memory://' });
  try {
    await database.migrate();
  } finally {
    await database.close();
  }
  const target = new pg.Client({ connectionString: targetUrl });
  await target.connect();
  try {
    for (const table of tables) {
      if (table !== '_prisma_migrations') await copyTable(source, target, table);
    }
  } finally {
    await target.end();
  }
}

// A row as one text and back: Postgres itself writes and reads every type.
async function copyTable(source: pg.ClientBase, target: pg.Client, table: string): Promise<void> {
  const name = target.escapeIdentifier(table);
  const size = table === 'Attachment' ? FILES_BATCH : BATCH;
  await source.query(`DECLARE copied NO SCROLL CURSOR FOR SELECT t::text AS row FROM ${name} t`);
  for (;;) {
    const { rows } = await source.query<{ row: string }>(`FETCH ${size} FROM copied`);
    if (rows.length === 0) break;
    await target.query(
      `INSERT INTO ${name} SELECT (given.row).* FROM (SELECT text::${name} AS row FROM unnest($1::text[]) text) given`,
      [rows.map(({ row }) => row)],
    );
  }
  await source.query('CLOSE copied');
}
