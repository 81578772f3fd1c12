import pg from 'pg';
import { runAuditVerify } from '../audit/audit-commands.ts';
import { openDatabase } from '../database/open-database.ts';
import { openEmail } from '../emails/sealed-email.ts';
import { openDataKeys } from '../sealing/data-keys.ts';
import { type MasterKeySource, openMasterKey } from '../sealing/open-master-key.ts';
import { createSealing } from '../sealing/sealing.ts';
import { countRows } from './count-rows.ts';

/**
 * Whether a restored database is whole: the rows of every table, the keys (what is sealed opens under this master key), and
 * the audit log against its heads. Returns 0 or 1. @throws Error for a key that is missing or another one
 */
export async function checkRestored(
  target: { url: string; masterKey: MasterKeySource; headFiles: readonly string[] },
  expected: ReadonlyMap<string, number>,
  say: (line: string) => void,
): Promise<0 | 1> {
  const masterKey = await openMasterKey(
    { masterKey: target.masterKey, previousMasterKey: undefined },
    { mustExist: true },
  );
  const database = await openDatabase({ url: target.url, dataDir: 'memory://' });
  try {
    const sealing = createSealing(await openDataKeys(database, masterKey));
    const email = await database.prisma.email.findFirst({
      where: { contentErasedAt: null },
      orderBy: { id: 'desc' },
    });
    if (email) await openEmail({ sealing }, email);
    say(email ? 'The keys open what is sealed.' : 'The keys fit; there is no content to open.');
    const opened = { database, sealing, now: () => new Date() };
    const audit = await runAuditVerify(opened, target.headFiles, say);
    return (await sameCounts(target.url, expected, say)) ? audit : 1;
  } finally {
    await database.close();
  }
}

async function sameCounts(
  url: string,
  expected: ReadonlyMap<string, number>,
  say: (line: string) => void,
): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const counts = await countRows(client);
    const wrong = [...expected].filter(([table, count]) => counts.get(table) !== count);
    for (const [table, count] of wrong)
      say(`${table} has ${counts.get(table) ?? 'no'} rows instead of ${count}.`);
    const rows = [...expected.values()].reduce((sum, count) => sum + count, 0);
    if (wrong.length === 0) say(`${expected.size} tables agree: ${rows} rows.`);
    return wrong.length === 0;
  } finally {
    await client.end();
  }
}
