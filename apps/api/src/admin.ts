import { parseArgs } from 'node:util';
import { apiKeyScope } from '@carepost/contracts';
import { createKey } from './api-keys/create-key.ts';
import { verifyAuditChain } from './audit/verify-chain.ts';
import { type Database, openDatabase } from './database/open-database.ts';
import { loadConfig } from './load-config.ts';
import { ensureProject } from './projects/ensure-project.ts';
import { explain } from './run-process.ts';

const HELP = `Usage: admin <command>

What needs the database and no server. With the embedded database, stop the service first.

  migrate        apply what is missing of prisma/migrations
  first-key      make the first API key and show it, if there is none yet
  audit verify   walk the audit log; exit 1 and name the first bad entry
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' } },
});
const command = positionals.join(' ');
const commands: Record<string, (database: Database) => Promise<number>> = {
  migrate: async () => 0,
  'first-key': makeFirstKey,
  'audit verify': verifyAudit,
};
const run = commands[command];
if (values.help || !run) {
  (values.help ? process.stdout : process.stderr).write(HELP);
  process.exit(values.help ? 0 : 2);
}
try {
  const database = await openDatabase(loadConfig().database);
  try {
    const applied = await database.migrate();
    say(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
    process.exitCode = await run(database);
  } finally {
    await database.close();
  }
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

async function makeFirstKey(database: Database): Promise<number> {
  const projectId = await ensureProject(database);
  if ((await database.prisma.apiKey.count({ where: { projectId } })) > 0) {
    say('There is an API key already; make more with `carepost keys create`.');
    return 0;
  }
  const { key } = await createKey(
    { database, now: () => new Date() },
    { projectId, actor: 'admin' },
    { name: 'First key', scopes: apiKeyScope.options },
  );
  say(`Your first API key, shown this once: ${key}`);
  return 0;
}

async function verifyAudit(database: Database): Promise<number> {
  const result = await verifyAuditChain({ database }, await ensureProject(database));
  if ('broken' in result) {
    say(`The audit log is broken at entry ${result.broken}.`);
    return 1;
  }
  say(`The audit log is sound: ${result.sound} entries.`);
  return 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
