import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { expect: { poll: { interval: 200 } }, fileParallelism: false } });
