import { parseArgs } from 'node:util';
import { apiKeyScope } from '@carepost/contracts';
import { createKey } from './api-keys/create-key.ts';
import { verifyAuditChain } from './audit/verify-chain.ts';
import type { Context } from './context.ts';
import { openDatabase } from './database/open-database.ts';
import { loadConfig } from './load-config.ts';
import { ensureProject } from './projects/ensure-project.ts';
import { explain } from './run-process.ts';
import { type DataKeys, openDataKeys } from './sealing/data-keys.ts';
import { keyCommands } from './sealing/key-commands.ts';
import type { MasterKey } from './sealing/master-key.ts';
import { openMasterKey } from './sealing/open-master-key.ts';
import { createSealing } from './sealing/sealing.ts';

const HELP = `Usage: admin <command>

What needs the database and no server. With the embedded database, stop the service first.

  migrate        apply what is missing of prisma/migrations
  first-key      make an API key and show it, if there is none that can make others
  audit verify   walk the audit log; exit 1 and name the first bad entry

Keys (docs/sealed-format.md). On Postgres the service keeps running meanwhile.

  rotate-keys    make a new data key; every process seals under it from then on
  reseal         seal anew what is sealed under an older one; may be stopped and repeated; exit 1 if a value does not open
  rewrap-keys    wrap all data keys by the present master key (the old one in PREVIOUS_MASTER_KEY_…)
  retire-keys    delete data keys that nothing is sealed under any more; the others say why they stay
`;

type Opened = Pick<Context, 'database' | 'sealing' | 'now'> & { masterKey: MasterKey; keys: DataKeys };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' } },
});
const command = positionals.join(' ');
const commands: Record<string, (opened: Opened) => Promise<number>> = {
  migrate: async () => 0,
  'first-key': makeFirstKey,
  'audit verify': verifyAudit,
  ...Object.fromEntries(
    Object.entries(keyCommands).map(([name, command]) => [
      name,
      (opened: Opened) => command({ ...opened, say }),
    ]),
  ),
};
const run = commands[command];
if (values.help || !run) {
  (values.help ? process.stdout : process.stderr).write(HELP);
  process.exit(values.help ? 0 : 2);
}
try {
  const config = loadConfig();
  const database = await openDatabase(config.database);
  try {
    const applied = await database.migrate();
    say(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
    const masterKey = await openMasterKey(config);
    const keys = await openDataKeys(database, masterKey);
    const sealing = createSealing(keys);
    process.exitCode = await run({ database, sealing, masterKey, keys, now: () => new Date() });
  } finally {
    await database.close();
  }
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

async function makeFirstKey(opened: Opened): Promise<number> {
  const projectId = await ensureProject(opened.database);
  const able = { projectId, revokedAt: null, scopes: { has: 'manage' } };
  if ((await opened.database.prisma.apiKey.count({ where: able })) > 0) {
    say('There is an API key already; make more with `carepost keys create`.');
    return 0;
  }
  const owner = { projectId, actor: 'admin' };
  const { key } = await createKey(opened, owner, { name: 'First key', scopes: apiKeyScope.options });
  say(`Your first API key, shown this once: ${key}`);
  return 0;
}

async function verifyAudit(opened: Opened): Promise<number> {
  const projects = await opened.database.prisma.project.findMany({ orderBy: { id: 'asc' } });
  let code = 0;
  for (const { id, name } of projects) {
    const result = await verifyAuditChain(opened, id);
    if ('broken' in result) {
      say(`The audit log of ${name} is broken at entry ${result.broken}.`);
      code = 1;
    } else {
      say(`The audit log of ${name} is sound: ${result.sound} entries.`);
    }
  }
  return code;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
