import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const API = 'http://127.0.0.1:8088';

export default defineConfig({
  plugins: [
    // The renderer of emails is the server one and knows nothing of Fast Refresh: a template that accepted its own update
    // would keep rendering its old self. Left out, the update reaches the studio's page, which renders it anew.
    react({ exclude: [/\/node_modules\//, /\/packages\/templates\//] }),
  ],
  server: {
    host: '127.0.0.1',
    port: 5188,
    strictPort: true,
    // Host and Origin become the API's own: it takes no calls from pages of elsewhere without a key.
    proxy: Object.fromEntries(
      ['/trpc', '/api'].map((path) => [
        path,
        { target: API, changeOrigin: true, headers: { origin: API }, xfwd: false },
      ]),
    ),
  },
  build: { chunkSizeWarningLimit: 1500 },
});
