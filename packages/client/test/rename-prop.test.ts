import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkTypes } from './check-types.ts';

const packages = join(import.meta.dirname, '..', '..');

const frontend = `
import { createCarepostClient } from '@carepost/client';

export const send = () =>
  createCarepostClient({ url: '' }).emails.send.mutate({
    to: 'testina@example.com',
    message: {
      template: 'appointment-reminder',
      props: {
        firstName: 'Testina',
        startsAt: '2026-03-14T09:30:00-05:00',
        mode: 'video',
        clinic: 'Lakeside Example Clinic',
        detailsUrl: 'https://portal.example.com/appointments/1',
      },
    },
  });
`;

// The workspace as it is, but for the templates, which are a copy that a designer may edit.
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carepost-rename-'));
  await cp(join(packages, 'templates', 'src'), join(folder, 'templates'), { recursive: true });
  await symlink(join(packages, 'templates', 'node_modules'), join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'frontend.ts'), frontend);
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(packages, '..', 'tsconfig.base.json'),
      files: ['frontend.ts'],
      compilerOptions: {
        typeRoots: [join(packages, 'client', 'node_modules', '@types')],
        paths: {
          '@carepost/templates': [join(folder, 'templates', 'index.ts')],
          '@carepost/client': [join(packages, 'client', 'src', 'index.ts')],
        },
      },
    }),
  );
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

test('a frontend that sends the props of a template passes its type check', { timeout: 120_000 }, () => {
  expect(checkTypes(folder)).toEqual({ ok: true, output: '' });
});

test('when a designer renames the prop, the same frontend fails, and the error names the prop', {
  timeout: 120_000,
}, async () => {
  const template = join(folder, 'templates', 'appointment-reminder');
  for (const name of ['schema.ts', 'email.tsx', 'fixtures.ts']) {
    const text = await readFile(join(template, name), 'utf8');
    expect(text).toContain('firstName');
    await writeFile(join(template, name), text.replaceAll('firstName', 'givenName'));
  }
  const { ok, output } = checkTypes(folder);
  expect(ok).toBe(false);
  expect(output).toMatch(/frontend\.ts\(\d+,\d+\): error TS/);
  expect(output).toContain("Property 'givenName' is missing in type '{ firstName: string;");
  // Nothing else is wrong: the template itself was renamed consistently.
  expect(output.match(/error TS/g)).toHaveLength(1);
});
