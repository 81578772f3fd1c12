import { createSesSimulator } from './create-ses-simulator.ts';
import { HELP, readOptions } from './main-options.ts';

function say(line: string): void {
  process.stdout.write(`ses-simulator: ${line}\n`);
}

function fail(line: string): never {
  process.stderr.write(`ses-simulator: ${line}\n`);
  process.exit(1);
}

if (process.argv.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}

const read = readOptions(process.env);
if ('problems' in read) fail(read.problems.join('; '));
const { options } = read;

const simulator = await createSesSimulator({ ...options, log: say }).catch((error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE') {
    fail(`port ${options.port} is in use; set SIMULATOR_PORT to another one.`);
  }
  fail(`could not start: ${error.message}`);
});
say(`ready on ${simulator.url} (region ${options.region}, topic ${simulator.topicArn})`);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void simulator.close().then(() => process.exit(0));
  });
}
