#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { runCli } from './run-cli.ts';

// The settings that the service reads, so that `doctor` looks at the account the service sends with.
const envFile = join(import.meta.dirname, '..', '..', '..', '.env');

function readEnvFile(): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(envFile, 'utf8'));
  } catch {
    return {};
  }
}

process.exitCode = await runCli(process.argv.slice(2), {
  env: { ...readEnvFile(), ...process.env },
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
