import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  server: {
    port: 5190,
    strictPort: true,
    // The service takes a page's requests when Host and Origin agree, so Vite must not change the Host.
    proxy: { '/trpc': { target: 'http://127.0.0.1:8088', changeOrigin: false } },
  },
});
