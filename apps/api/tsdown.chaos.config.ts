import { defineConfig } from 'tsdown';

/** Entries that only tests start: the product with one thing in it that pauses or is broken. Never part of its build. */
export default defineConfig({
  entry: {
    'broken-fence-worker': 'test/chaos/sabotage/broken-fence-worker.ts',
    'early-answer-server': 'test/chaos/sabotage/early-answer-server.ts',
    'pausing-worker': 'test/crash/pausing-worker.ts',
  },
  outDir: 'dist-chaos',
  platform: 'node',
  target: 'node24',
  dts: false,
  deps: { alwaysBundle: [/^@carepost\//] },
});
