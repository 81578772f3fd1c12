import { parseArgs } from 'node:util';
import { z } from 'zod';
import { printReport } from './campaign/print-report.ts';
import { runCampaign } from './campaign/run-campaign.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '240' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    workers: { type: 'string', default: '4' },
    rate: { type: 'string', default: '40' },
  },
});
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
  longestFreeze: Number(process.env.FZ ?? 30),
  settleWithinSeconds: 120,
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(printReport(report));
process.exitCode = report.failures.length === 0 ? 0 : 1;
