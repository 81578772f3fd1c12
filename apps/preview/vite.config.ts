import react from '@vitejs/plugin-react';
import { defineConfig, type ProxyOptions } from 'vite';

const API = 'http://127.0.0.1:8088';
const PORT = 5188;
const own = [`http://127.0.0.1:${PORT}`, `http://localhost:${PORT}`];

/** Calls of the studio itself look to the API as if it had served the studio; those of any other page stay foreign and are refused. */
const toApi: ProxyOptions = {
  target: API,
  changeOrigin: true,
  configure: (proxy) => {
    proxy.on('proxyReq', (outgoing, { headers: { origin } }) => {
      if (origin !== undefined && own.includes(origin)) outgoing.setHeader('origin', API);
    });
  },
};

export default defineConfig({
  plugins: [
    // The renderer of emails is the server one and knows nothing of Fast Refresh: a template that accepted its own update
    // would keep rendering its old self. Left out, the update reaches the studio's pages, which render it anew.
    react({ exclude: [/\/node_modules\//, /\/packages\/templates\//] }),
  ],
  server: { host: '127.0.0.1', port: PORT, strictPort: true, proxy: { '/trpc': toApi, '/api': toApi } },
  // The renderer of emails is half of it and cannot be left out.
  build: { chunkSizeWarningLimit: 1000 },
});
