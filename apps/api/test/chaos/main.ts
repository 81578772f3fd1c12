import { parseArgs } from 'node:util';
import { z } from 'zod';
import { printReport } from './campaign/print-report.ts';
import { RECOVER_WITHIN_MS, runCampaign } from './campaign/run-campaign.ts';

const HELP = `Usage: npm run test:chaos                      a campaign of about five minutes
       npm run test:chaos -- --seconds 60 --seed 7 --workers 4 --rate 30

--seconds   how long faults are injected (default 240; starting and settling come on top)
--seed      a run with the same seed has the same faults (default: chosen, and printed)
--workers   worker processes (default 4)
--rate      emails a second (default 25)

Ends with 1 when a rule was broken: an email lost, sent again blindly, or not settled; an event forgotten; a kill -9 that
was not made good within ${RECOVER_WITHIN_MS / 1000} s. Everything runs on loopback and free ports, and is ended with the run.
`;

function readArguments(): Record<string, string | boolean | undefined> {
  try {
    const { values } = parseArgs({
      options: {
        seconds: { type: 'string', default: '240' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
        workers: { type: 'string', default: '4' },
        rate: { type: 'string', default: '25' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'Bad arguments.'}\n\n${HELP}`);
    process.exit(2);
  }
}

const values = readArguments();
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const whole = z.coerce.number().int();
const options = z
  .object({
    seconds: whole.min(5).max(3600),
    seed: whole.min(0),
    workers: whole.min(2).max(16),
    rate: whole.min(1).max(500),
  })
  .safeParse(values);
if (!options.success) {
  process.stderr.write(`${z.prettifyError(options.error)}\n`);
  process.exit(2);
}
// Ctrl-C ends at once; ProcessGroup takes its processes with it, and Postgres stops when this process is gone.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const { seconds, seed, workers, rate } = options.data;
const report = await runCampaign({
  seed,
  seconds,
  workers,
  emailsPerSecond: rate,
  faultEverySeconds: 3,
  longestFreeze: 30,
  settleWithinSeconds: 120,
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(printReport(report));
process.exitCode = report.failures.length === 0 ? 0 : 1;
