import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');

export type Outcome = { exitCode: number | null; stdout: string; stderr: string };

/** Runs the real command line in a process of its own. Settings of this machine are kept out of it. */
export async function runCommand(
  args: readonly string[],
  { env = {}, stdin = '' }: { env?: Record<string, string>; stdin?: string } = {},
): Promise<Outcome> {
  const emptied = [
    'CAREPOST_URL',
    'CAREPOST_API_KEY',
    'EMAIL_PROVIDER',
    'AWS_REGION',
    'AWS_SES_FROM_EMAIL',
    'SIMULATOR_URL',
  ];
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...Object.fromEntries(emptied.map((name) => [name, ''])), ...env },
    stdio: 'pipe',
  });
  child.stdin.end(stdin);
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { exitCode, stdout, stderr };
}
