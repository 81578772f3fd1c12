import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Config, ConfigError, readConfig } from './config.ts';
import { packageFolder } from './database/package-folder.ts';

/** The repository's folder: `.env` and `.data` lie there whatever folder a process was started in. */
const root = join(packageFolder, '..', '..');

/** Reads `.env` and the environment, which wins. The only place in the service that looks at `process.env`. */
export function loadConfig(): Config {
  return readConfig({ ...readEnvFile(join(root, '.env')), ...process.env }, root);
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new ConfigError([{ variable: '.env', problem: 'cannot be read: check its permissions' }]);
  }
  const broken = text
    .split(/\r?\n/)
    .findIndex((line) => !/^\s*(?:#.*|(?:export\s+)?[A-Za-z_]\w*\s*=.*)?$/.test(line));
  // A value that spans lines in quotes is allowed; outside of one, every line is a comment or KEY=value.
  if (broken >= 0 && !/=\s*["'`][^"'`]*$/m.test(text.split(/\r?\n/).slice(0, broken).join('\n'))) {
    throw new ConfigError([
      { variable: '.env', problem: `line ${broken + 1} is neither KEY=value nor a # comment` },
    ]);
  }
  return parseEnv(text);
}
