// `npm test`: everything a contributor needs to trust a change, from a bare machine. CI runs the same.
import { giveUp, install, requireNode, run, say, seconds, turbo } from './workspace.mjs';

const HELP = `Usage: npm test             everything: lint, types, unused code, all suites, the browser
       npm test -- --quick   without the browser and without a Postgres server
`;
const options = new Set(process.argv.slice(2));
if (options.has('--help') || options.has('-h')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const unknown = [...options].find((option) => option !== '--quick');
if (unknown) giveUp(`There is no option ${unknown}.\n${HELP}`);
const quick = options.has('--quick');

requireNode();
const began = Date.now();
await install();

const steps = [
  ['Lint and format', () => run('biome', ['ci', '.'], { label: 'lint' })],
  ['Generate', () => turbo(['generate', '--output-logs=errors-only'], { label: 'generate' })],
  ['Types', () => turbo(['typecheck', '--output-logs=errors-only'], { label: 'types' })],
  ['Unused code and dependencies', () => run('knip', [], { label: 'knip' })],
  ['Build', () => turbo(['build', '--output-logs=errors-only'], { label: 'build' })],
  [
    'Shape of the workspace',
    () => run('vitest', ['run', '--root', 'test', 'workspace'], { label: 'workspace' }),
  ],
  [
    'Test suites',
    () => turbo(['test', '--concurrency=1', '--output-logs=new-only'], { label: 'suites', loud: true }),
  ],
  ...(quick
    ? []
    : [
        [
          'Functional suite on Postgres',
          () =>
            turbo(['test:postgres', '--concurrency=1', '--output-logs=new-only'], {
              label: 'postgres',
              loud: true,
            }),
        ],
        [
          'Faults: kills, freezes, restarts',
          () =>
            turbo(['test:chaos:short', '--output-logs=new-only'], {
              label: 'chaos',
              loud: true,
            }),
        ],
        ['npm start', () => run('vitest', ['run', '--root', 'test', 'start'], { label: 'start' })],
        [
          'Browser',
          () =>
            turbo(['test:browser', '--concurrency=1', '--output-logs=new-only'], {
              label: 'browser',
              loud: true,
            }),
        ],
      ]),
];
for (const [name, step] of steps) {
  const started = Date.now();
  say(`• ${name} …`);
  if ((await step()) !== 0) giveUp(`${name} failed (${seconds(started)}).`);
  say(`✓ ${name} (${seconds(started)})`);
}
say(`✓ All good (${seconds(began)})`);
