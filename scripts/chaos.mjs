// `npm run test:chaos`: minutes of faults on the running product, from a bare machine. Ends with 1 when a rule was broken.
import { join } from 'node:path';
import { giveUp, install, node, requireNode, run, turbo } from './workspace.mjs';

requireNode();
await install();
const built = await turbo(['build', '--filter=@carepost/api', '--output-logs=errors-only'], {
  label: 'build',
});
if (built !== 0) giveUp('Building failed; the lines above say where.');
const campaign = join('apps', 'api', 'test', 'chaos', 'main.ts');
process.exit(await run(node, [campaign, ...process.argv.slice(2)], { loud: true }));
