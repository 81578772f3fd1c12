// What `npm start` and `npm test` share. Plain JavaScript for Node 20: nothing is installed yet when it runs.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.carepost-installed');

/** The workspace's own Node (24), whatever the machine has. */
export const node = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Environment of every child: the workspace's Node first, no telemetry, nothing downloaded. */
export const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  CHECKPOINT_DISABLE: '1',
  NODE_OPTIONS: [process.env.NODE_OPTIONS, '--disable-warning=ExperimentalWarning'].filter(Boolean).join(' '),
};

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** A line for the person at the terminal; it goes to standard error, so that output stays usable. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Ends with one line, as something the person can mend. */
export function giveUp(line) {
  say(`✗ ${line}`);
  process.exit(1);
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 10)) return;
  giveUp(
    `Carepost needs Node 20.10 or newer to start; this is ${process.version}. It brings its own Node 24 for the rest.`,
  );
}

/** Installs what package.json and the lock file say, unless that is what is installed. */
export async function install() {
  const wanted = fingerprint();
  if (existsSync(stamp) && existsSync(node) && readFileSync(stamp, 'utf8') === wanted) return;
  const started = Date.now();
  say('• Installing packages (a minute or two the first time) …');
  const code = await run('npx', ['-y', packageManager, 'install', '--frozen-lockfile'], { label: 'install' });
  if (code !== 0)
    giveUp('Installing failed; the lines above say why. The network must reach the npm registry.');
  writeFileSync(stamp, wanted);
  say(`✓ Installed (${seconds(started)})`);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'])
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

export function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

/** Runs turbo tasks. Through pnpm, which turbo looks for on the PATH and a bare machine does not have. */
export async function turbo(args, options) {
  return run('npx', ['-y', packageManager, 'exec', 'turbo', 'run', ...args], options);
}

/**
 * Runs a command to its end. While it is quiet a line that counts seconds shows that it lives (on a terminal); its
 * output is shown only if it fails.
 */
export function run(command, args, { loud = false, label = command } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: loud ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    // A child must not outlive this process, however it ends.
    const take = () => child.kill();
    process.once('exit', take);
    const kept = [];
    const started = Date.now();
    let last = '';
    const keep = (chunk) => {
      kept.push(chunk);
      last = chunk.toString().trim().split('\n').at(-1)?.slice(0, 60) || last;
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const ticking = !loud && process.stderr.isTTY;
    const timer = ticking
      ? setInterval(() => process.stderr.write(`\r\x1b[2K  ${label} ${seconds(started)}  ${last}`), 500)
      : loud
        ? undefined
        : setInterval(() => say(`  … ${label} ${seconds(started)}`), 15_000);
    const end = (code) => {
      process.off('exit', take);
      clearInterval(timer);
      if (ticking) process.stderr.write('\r\x1b[2K');
      if (code !== 0) process.stderr.write(Buffer.concat(kept));
      resolve(code ?? 1);
    };
    child.on('error', (error) => {
      kept.push(Buffer.from(`${command}: ${error.message}\n`));
      end(1);
    });
    child.on('exit', end);
  });
}
