import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkTypes } from './check-types.ts';
import { findFreePort } from './start-product.ts';

const client = join(import.meta.dirname, '..');

// What a frontend elsewhere would write. It is type-checked, and run.
const frontend = (url: string) => `
import { createCarepostClient, isCarepostError, type RouterInputs, type RouterOutputs } from '@carepost/client';

const client = createCarepostClient({ url: '${url}', apiKey: 'cp_key' });
const props = { firstName: 'Testina', signInUrl: 'https://portal.example.com' };
const send = () => client.emails.send.mutate({ to: 'testina@example.com', message: { template: 'welcome', props } });
// @ts-expect-error: the prop is called firstName
export const wrongProp: RouterInputs['emails']['send']['message'] = { template: 'welcome', props: { name: 'Testina' } };
// @ts-expect-error: there is no such status
export const wrongStatus: RouterOutputs['emails']['send']['status'] = 'lost';

try {
  const { id }: { id: string } = await send();
  document.title = id;
} catch (error) {
  // @ts-expect-error: there is no such code
  if (isCarepostError(error) && error.data.code === 'no_such_code') throw error;
  globalThis.console.log(isCarepostError(error) ? error.data.code : 'nobody answers');
}
`;

let folder: string;
let installed: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carepost-packed-'));
  const { packageManager } = JSON.parse(await readFile(join(client, '..', '..', 'package.json'), 'utf8'));
  execFileSync('npx', ['-y', packageManager, 'pack', '--pack-destination', folder], {
    cwd: client,
    stdio: 'pipe',
  });
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error('nothing was packed');
  installed = join(folder, 'node_modules', '@carepost', 'client');
  await mkdir(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1']);
  // Only what it says it needs is there, from this workspace instead of a registry, so that the test needs no network.
  for (const dependency of Object.keys((await readPackage()).dependencies)) {
    const link = join(folder, 'node_modules', dependency);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(client, 'node_modules', dependency), link, 'junction');
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(join(folder, 'frontend.ts'), frontend(`http://127.0.0.1:${await findFreePort()}`));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      files: ['frontend.ts'],
      compilerOptions: {
        target: 'es2024',
        lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'],
        module: 'preserve',
        types: [],
        noEmit: true,
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
      },
    }),
  );
}, 120_000);
afterAll(async () => rm(folder, { recursive: true, force: true }));

async function readPackage() {
  return JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
}

test('holds what it is made of and nothing else', async () => {
  expect((await readdir(installed)).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
  const { dependencies, exports, private: hidden } = await readPackage();
  expect(Object.keys(dependencies).sort()).toEqual(['@trpc/client', '@trpc/server', 'eventsource']);
  expect(exports).toEqual({ '.': { types: './dist/index.d.ts', default: './dist/index.js' } });
  expect(hidden).toBeUndefined();
});

test('knows nothing of how the service is made', async () => {
  const dist = join(installed, 'dist');
  for (const file of await readdir(dist)) {
    expect(await readFile(join(dist, file), 'utf8'), file).not.toMatch(
      /@carepost\/|prisma|express|pg-boss|zod/i,
    );
  }
});

test('type-checks in a frontend elsewhere, with its libraries checked too', { timeout: 60_000 }, () => {
  // tRPC's own declarations mention the types of libraries that only servers install.
  const errors = checkTypes(folder)
    .output.split('\n')
    .filter((line) => line.includes('error TS'));
  expect(errors.filter((line) => !/@trpc\/server\/dist\//.test(line))).toEqual([]);
});

test('runs there', () => {
  const output = execFileSync(process.execPath, [join(folder, 'frontend.ts')], { encoding: 'utf8' });
  expect(output).toBe('nobody answers\n');
});
