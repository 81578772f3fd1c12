import { defineConfig } from 'vitest/config';
import { shortRun } from './test/fuzz/provided.ts';

/** The long run of the fuzzer; test/fuzz/main.ts sets what it does. */
export default defineConfig({
  test: {
    globalSetup: ['test/set-up-database.ts'],
    include: ['test/fuzz/fuzz.test.ts'],
    provide: {
      fuzz: {
        requests: Number(process.env.FUZZ_REQUESTS ?? shortRun.requests),
        seed: Number(process.env.FUZZ_SEED ?? shortRun.seed),
        from: Number(process.env.FUZZ_FROM ?? shortRun.from),
      },
    },
    hookTimeout: 60_000,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  },
});
