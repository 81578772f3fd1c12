import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// Builds dist/: what a frontend outside of this repository installs. Its types stand on their own: the procedures are
// written out, so nothing of the service (Express, Prisma, …) or of the other packages here is needed to read them.

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
const emitted = mkdtempSync(join(tmpdir(), 'carepost-client-'));

try {
  const tsc = [join(typescript, 'bin', 'tsc'), '-p', 'tsconfig.build.json', '--outDir', emitted];
  execFileSync(process.execPath, tsc, { cwd: root, stdio: 'inherit' });

  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const src = join(emitted, 'packages', 'client', 'src');
  for (const file of readdirSync(src)) {
    // Declarations keep `.ts` in their imports; not every tool reads that.
    const text = readFileSync(join(src, file), 'utf8').replace(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'");
    writeFileSync(join(dist, file), text);
  }
  rmSync(join(dist, 'procedures.js'));
  const printed = readFileSync(
    join(emitted, 'packages', 'client', 'scripts', 'print-procedures.d.ts'),
    'utf8',
  );
  writeFileSync(join(dist, 'procedures.d.ts'), nameTypes(printed));

  for (const file of readdirSync(dist)) {
    const [foreign] = readFileSync(join(dist, file), 'utf8').match(/["']@carepost\/[^"']+["']/) ?? [];
    if (foreign) throw new Error(`dist/${file} needs ${foreign}, which is not published.`);
  }
} finally {
  rmSync(emitted, { recursive: true, force: true });
}

// export declare const procedures: {…} → export type Procedures = {…}
function nameTypes(declarations) {
  return declarations.replace(
    /export declare const (\w)(\w*): /g,
    (_, first, rest) => `export type ${first.toUpperCase()}${rest} = `,
  );
}
