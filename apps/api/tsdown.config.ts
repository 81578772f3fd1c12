import { defineConfig } from 'tsdown';

/** Workspace packages are bundled in; what npm brings stays outside and is found in node_modules. */
export default defineConfig({
  entry: ['src/server.ts', 'src/worker.ts', 'src/admin.ts'],
  platform: 'node',
  target: 'node24',
  sourcemap: true,
  dts: false,
  deps: { alwaysBundle: [/^@carepost\//] },
});
