// `npm start`: from a bare machine (Node 20, npm) to a first delivered email and a running product.
// `npm run start:dev`: the same with sources watched, and without the first email.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { env, giveUp, install, node, requireNode, root, say, seconds, turbo } from './workspace.mjs';

const HELP = `Usage: npm start                 start everything and send a first email
       npm start -- --no-email   start without the first email
       npm run start:dev         the same, restarting when a source file changes

Settings come from .env and the environment; .env.example lists them all.
`;
const options = new Set(process.argv.slice(2));
if (options.has('--help') || options.has('-h')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const unknown = [...options].find((option) => !['--dev', '--no-email'].includes(option));
if (unknown) giveUp(`There is no option ${unknown}. ${HELP}`);
const dev = options.has('--dev');

requireNode();
const began = Date.now();
const settings = { ...readEnvFile(), ...process.env };
const host = settings.HOST || '127.0.0.1';
const port = readPort('PORT', 8088);
const simulated = !settings.EMAIL_PROVIDER;
const simulatorPort = readPort('SIMULATOR_PORT', 8089);
const url = `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
await requireFreePort(port, host, 'PORT');
if (simulated && !settings.SIMULATOR_URL) await requireFreePort(simulatorPort, '127.0.0.1', 'SIMULATOR_PORT');

const children = [];
let stopping;
process.on('SIGINT', () => stopAll(0));
process.on('SIGTERM', () => stopAll(0));
process.on('SIGHUP', () => stopAll(0));

await install();
say('• Building …');
const built = Date.now();
const filters = dev ? ['--filter=@carepost/api'] : ['--filter=@carepost/api', '--filter=@carepost/preview'];
if ((await turbo(['build', ...filters, '--output-logs=errors-only'], { label: 'build' })) !== 0) {
  giveUp('Building failed; the lines above say where.');
}
say(`✓ Built (${seconds(built)})`);

const api = (entry) => [join('apps', 'api', 'dist', `${entry}.mjs`)];
const settingsForChildren = {
  ...(simulated && !settings.SIMULATOR_URL ? { SIMULATOR_URL: `http://127.0.0.1:${simulatorPort}` } : {}),
  SIMULATOR_PORT: String(simulatorPort),
  SIMULATOR_REGION: settings.AWS_REGION || 'us-east-1',
  SIMULATOR_SUBSCRIBER: `${url}/webhooks/ses`,
};

// The first key is made before the server starts: the embedded database belongs to one process at a time.
const key = await output(api('admin').concat('first-key'));
if (key.code !== 0) process.exit(1);
const shown = /cp_[A-Za-z0-9_-]{43}/.exec(key.text)?.[0];

if (simulated && !settings.SIMULATOR_URL) {
  await start(
    'simulator',
    [join('packages', 'ses-simulator', 'src', 'main.ts')],
    `http://127.0.0.1:${simulatorPort}/`,
  );
}
await start('api', watched(api('server')), `${url}/readyz`);
if (settings.DATABASE_URL && settings.RUN_WORKER !== 'true') await start('worker', watched(api('worker')));
if (dev) {
  // The bundler writes dist/ whenever a source changes, and Node's watcher restarts the service on it.
  await start(
    'bundler',
    [join('node_modules', 'tsdown', 'dist', 'run.mjs'), '--watch', '--logLevel', 'warn'],
    undefined,
    join(root, 'apps', 'api'),
  );
  await start(
    'studio',
    [join('node_modules', 'vite', 'bin', 'vite.js')],
    undefined,
    join(root, 'apps', 'preview'),
  );
}

if (!dev && simulated && !options.has('--no-email')) {
  say('');
  say('• Sending a first email through the public API …');
  const cli = [
    join('apps', 'cli', 'src', 'main.ts'),
    'send',
    'welcome',
    '--to',
    'demo@example.com',
    '--fixture',
    '--watch',
    '--url',
    url,
  ];
  const code = await runToEnd(cli);
  if (code !== 0)
    say('! The first email was not delivered; the service keeps running. Look at the activity page.');
}

say('');
say(`✓ Carepost runs (${seconds(began)})`);
say(`  Studio       ${dev ? 'http://localhost:5188' : url}/`);
say(`  Activity     ${dev ? 'http://localhost:5188' : url}/activity`);
say(`  API docs     ${url}/api/docs`);
if (simulated)
  say(
    `  Inbox        ${settings.SIMULATOR_URL || `http://127.0.0.1:${simulatorPort}`}/   (the simulator: no mail leaves this machine)`,
  );
if (shown) say(`  API key      ${shown}   (shown this once; on this machine none is needed)`);
say('  Ctrl-C stops everything.');

function watched(args) {
  return dev ? ['--watch', '--watch-preserve-output', ...args] : args;
}

/** Starts a child and waits until it answers (or says that it is ready). */
async function start(name, args, readyUrl, cwd = root) {
  const child = spawn(node, args, {
    cwd,
    env: { ...env, ...settingsForChildren },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // A group of its own: Ctrl-C reaches this process first, and the children are stopped in order.
    detached: true,
  });
  const entry = { name, child, ended: false };
  children.push(entry);
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  ended.then((code) => {
    entry.ended = true;
    if (stopping) return;
    say(`✗ The ${name} ended${code === null ? '' : ` with code ${code}`}; stopping the rest.`);
    stopAll(1);
  });
  entry.exited = ended;
  if (!readyUrl) return;
  const deadline = Date.now() + 60_000;
  while (!entry.ended && Date.now() < deadline) {
    const answer = await fetch(readyUrl).catch(() => undefined);
    if (answer && answer.status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (entry.ended) return new Promise(() => {});
  say(`✗ The ${name} did not answer at ${readyUrl} within a minute; stopping.`);
  await stopAll(1);
}

/** The API first, so that it can drain while the simulator still answers. */
function stopAll(code) {
  if (!stopping && children.length > 0) say('\n• Stopping …');
  stopping ??= (async () => {
    for (const entry of [...children].reverse()) {
      if (entry.ended) continue;
      entry.child.kill('SIGTERM');
      const timer = setTimeout(() => entry.child.kill('SIGKILL'), 35_000);
      await entry.exited;
      clearTimeout(timer);
    }
    if (children.length > 0) say('✓ Stopped.');
    process.exit(code);
  })();
  return stopping;
}

function runToEnd(args) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, env, stdio: 'inherit' });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function output(args) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.on('exit', (code) => resolve({ code: code ?? 1, text: Buffer.concat(chunks).toString() }));
  });
}

function requireFreePort(number, address, variable) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE')
        giveUp(
          `Port ${number} is in use. Stop what uses it, or choose another: ${variable}=${number + 1} npm start`,
        );
      if (error.code === 'EACCES')
        giveUp(`Port ${number} may not be opened by this user. Choose one above 1023 with ${variable}.`);
      resolve();
    });
    probe.listen(number, address, () => probe.close(() => resolve()));
  });
}

// The service checks .env in full; here only the ports and the provider are read.
function readEnvFile() {
  const path = join(root, '.env');
  try {
    return existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
  } catch (error) {
    return giveUp(`.env cannot be read (${error.code}): check its permissions.`);
  }
}

function readPort(variable, otherwise) {
  const number = Number(settings[variable] || otherwise);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  return giveUp(`${variable} must be a number from 1 to 65535.`);
}
