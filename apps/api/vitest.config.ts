import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Every file boots a service of its own on free ports; files share nothing.
    globalSetup: ['test/set-up-database.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  },
});
