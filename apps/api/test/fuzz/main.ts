import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const HELP = `Usage: npm run test:fuzz                          50,000 mutated requests
       npm run test:fuzz -- --requests 5000 --seed 7
       npm run test:fuzz -- --seed 7 --from 1234 --requests 1     one request of an earlier run again

--requests   how many (default 50000; some minutes)
--seed       a run with the same seed makes the same requests (default: chosen, and printed)
--from       number of the first one (default 0)

Ends with 1 when an answer was a 5xx, an error repeated its input or had another shape than ours, a connection was dropped,
memory grew, or an ordinary email was not delivered afterwards. Everything runs on loopback and free ports.
`;

const whole = z.coerce.number().int();
const options = z.object({
  requests: whole.min(1).max(10_000_000),
  seed: whole.min(0).max(2 ** 31),
  from: whole.min(0),
});

const given = readArguments();
if (given.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const parsed = options.safeParse(given);
if (!parsed.success) {
  process.stderr.write(`${z.prettifyError(parsed.error)}\n\n${HELP}`);
  process.exit(2);
}
const { requests, seed, from } = parsed.data;
process.stderr.write(`Seed ${seed}: ${requests} requests from #${from}\n`);

// The service has templates in TSX and a prepared database: the runner of the suite brings both.
const api = join(import.meta.dirname, '..', '..');
const runner = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const run = spawn(process.execPath, [runner, 'run', '--config', 'vitest.fuzz.config.ts'], {
  cwd: api,
  stdio: 'inherit',
  env: { ...process.env, FUZZ_REQUESTS: String(requests), FUZZ_SEED: String(seed), FUZZ_FROM: String(from) },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => run.kill(signal));
run.once('exit', (code) => process.exit(code ?? 1));

function readArguments(): Record<string, string | boolean | undefined> {
  try {
    const { values } = parseArgs({
      options: {
        requests: { type: 'string', default: '50000' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
        from: { type: 'string', default: '0' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'Bad arguments.'}\n\n${HELP}`);
    process.exit(2);
  }
}
