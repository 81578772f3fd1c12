import { defineConfig } from 'vitest/config';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Full size: minutes instead of seconds. */
    long: boolean;
  }
}

/** Tests that kill processes of the built product on a real Postgres. CHAOS=long runs them at full size. */
export default defineConfig({
  test: {
    // A pace can only be judged over many seconds, on a machine that does nothing else.
    exclude: process.env.CHAOS === 'long' ? [] : ['test/chaos/attacks/send-rate.test.ts'],
    include: ['test/chaos/**/*.test.ts', 'test/crash/**/*.test.ts'],
    provide: { long: process.env.CHAOS === 'long' },
    testTimeout: process.env.CHAOS === 'long' ? 900_000 : 120_000,
    hookTimeout: 60_000,
    // Each file has several processes and a Postgres of its own.
    maxWorkers: 2,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  },
});
