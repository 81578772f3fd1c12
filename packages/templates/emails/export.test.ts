import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { composeTemplate } from '@carepost/template-kit';
import { expect, test } from 'vitest';
import { registry } from '../src/registry.ts';
import { sampleOptions } from './sample.ts';

const folder = join(import.meta.dirname, '..');

test('react-email’s own exporter writes every template, exactly as it is sent', {
  timeout: 120_000,
}, async () => {
  const out = await mkdtemp(join(tmpdir(), 'carepost-export-'));
  try {
    const cli = join(dirname(createRequire(import.meta.url).resolve('react-email')), 'cli', 'index.mjs');
    await promisify(execFile)(
      process.execPath,
      [cli, 'export', '--dir', 'emails', '--outDir', out, '--silent'],
      {
        cwd: folder,
      },
    );
    expect((await readdir(out)).toSorted()).toEqual(registry.ids.map((id) => `${id}.html`).toSorted());
    for (const template of registry.all) {
      const { html } = await composeTemplate(template, template.fixtures.typical, sampleOptions);
      expect(await readFile(join(out, `${template.id}.html`), 'utf8')).toBe(html);
    }
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});
