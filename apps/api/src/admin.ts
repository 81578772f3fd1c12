import { parseArgs } from 'node:util';
import { apiKeyScope } from '@carepost/contracts';
import { createKey } from './api-keys/create-key.ts';
import { runAuditHead, runAuditVerify } from './audit/audit-commands.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { mayChangeAudit } from './database/grant-service-role.ts';
import { openDatabase } from './database/open-database.ts';
import { loadConfig, readToolPath } from './load-config.ts';
import { ensureProject } from './projects/ensure-project.ts';
import { runRestoreDrill } from './restore/restore-drill.ts';
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
  audit verify [--heads FILE]…
                 walk the audit log and hold it to the heads that were exported;
                 exit 0: sound; 1: broken, and the first bad entry is named; 2: it could not be looked at
  audit head     print the signed head of the audit log, one JSON a project, to keep it elsewhere
  restore-drill --into URL [--keys FILE] [--heads FILE]…
                 restore the Postgres of DATABASE_URL into an empty database and check rows, keys and audit log;
                 --keys is the copy of the master key that a restore would use. Exit codes as of audit verify
  audit key      print the public key that checks signed heads (Ed25519, DER in base64)

Keys (docs/sealed-format.md). On Postgres the service keeps running meanwhile.

  rotate-keys    make a new data key; every process seals under it from then on
  reseal         seal anew what is sealed under an older one; may be stopped and repeated; exit 1 if a value does not open
  rewrap-keys    wrap all data keys by the present master key (the old one in PREVIOUS_MASTER_KEY_…)
  retire-keys    delete data keys that nothing is sealed under any more; the others say why they stay
`;

type Opened = Pick<Context, 'database' | 'sealing' | 'now'> & { masterKey: MasterKey; keys: DataKeys };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    heads: { type: 'string', multiple: true },
    into: { type: 'string' },
    keys: { type: 'string' },
  },
});
const command = positionals.join(' ');
const commands: Record<string, (opened: Opened, config: Config) => Promise<number>> = {
  migrate: async () => 0,
  'first-key': makeFirstKey,
  'audit verify': verifyAudit,
  'audit head': (opened) => runAuditHead(opened, say),
  'restore-drill': drillRestore,
  'audit key': async ({ sealing }) => {
    say(sealing.auditSigning.publicKey);
    return 0;
  },
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
    // What other commands print is read by programs.
    if (applied.length > 0) process.stderr.write(`Applied ${applied.join(', ')}.\n`);
    else if (command === 'migrate') say('The database is up to date.');
    const masterKey = await openMasterKey(config);
    const keys = await openDataKeys(database, masterKey);
    const sealing = createSealing(keys);
    process.exitCode = await run({ database, sealing, masterKey, keys, now: () => new Date() }, config);
  } finally {
    await database.close();
  }
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = command === 'migrate' || command === 'first-key' ? 1 : 2;
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
  if (opened.database.engine === 'postgres' && (await mayChangeAudit(opened.database))) {
    say('The role of DATABASE_URL may change audit entries: set MIGRATE_DATABASE_URL to another one.');
  }
  return runAuditVerify(opened, values.heads ?? [], say, (line) => process.stderr.write(`${line}\n`));
}

async function drillRestore(_: Opened, config: Config): Promise<number> {
  const { url } = config.database;
  if (!url || !values.into) {
    process.stderr.write('restore-drill needs DATABASE_URL and --into, the URL of an empty database.\n');
    return 2;
  }
  const masterKey = values.keys ? { kind: 'file' as const, path: values.keys } : config.masterKey;
  const headFiles = values.heads ?? [];
  const toolPath = readToolPath();
  return runRestoreDrill({ source: url, target: values.into, masterKey, headFiles, toolPath }, say);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
