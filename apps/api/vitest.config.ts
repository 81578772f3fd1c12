import { configDefaults, defineConfig } from 'vitest/config';
import { shortRun } from './test/fuzz/provided.ts';

export default defineConfig({
  test: {
    // Every file boots a service of its own on free ports; files share nothing.
    globalSetup: ['test/set-up-database.ts'],
    // Those kill processes and have a configuration of their own: vitest.chaos.config.ts.
    exclude: [...configDefaults.exclude, '**/chaos/**', '**/crash/**'],
    provide: { fuzz: shortRun },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  },
});
