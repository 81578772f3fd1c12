import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, readConfig } from './config.ts';
import { packageFolder } from './database/package-folder.ts';
import { EnvTextError, readEnvText } from './read-env-text.ts';

/** The repository's folder: `.env` and `.data` lie there whatever folder a process was started in. */
const root = join(packageFolder, '..', '..');

/** Reads `.env` and the environment, which wins. The only place in the service that looks at `process.env`. */
export function loadConfig(): Config {
  return readConfig({ ...readEnvFile(join(root, '.env')), ...process.env }, root);
}

/** Where the machine's own tools are, such as pg_dump. */
export function readToolPath(): string {
  return process.env.PATH ?? '';
}

function readEnvFile(path: string): NodeJS.Dict<string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new ConfigError([{ variable: '.env', problem: 'cannot be read: check its permissions' }]);
  }
  try {
    return readEnvText(text);
  } catch (error) {
    if (error instanceof EnvTextError) throw new ConfigError([{ variable: '.env', problem: error.message }]);
    throw error;
  }
}
