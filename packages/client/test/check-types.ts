import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Runs the TypeScript compiler on a folder that has a tsconfig.json. */
export function checkTypes(folder: string): { ok: boolean; output: string } {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(typescript, 'bin', 'tsc'), '-p', folder],
    {
      encoding: 'utf8',
    },
  );
  return { ok: status === 0, output: `${stdout}${stderr}` };
}
