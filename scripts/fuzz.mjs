// `npm run test:fuzz`: mutated requests to the whole HTTP surface, from a bare machine. Ends with 1 when a rule was broken.
import { join } from 'node:path';
import { giveUp, install, node, requireNode, run, turbo } from './workspace.mjs';

requireNode();
await install();
const ready = await turbo(['generate', '--filter=@carepost/api', '--output-logs=errors-only'], {
  label: 'generate',
});
if (ready !== 0) giveUp('Generating failed; the lines above say where.');
const fuzzer = join('apps', 'api', 'test', 'fuzz', 'main.ts');
process.exit(await run(node, [fuzzer, ...process.argv.slice(2)], { loud: true }));
