import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env['MNARA_URL'] ?? 'http://127.0.0.1:8080';

/** Builds the screens into dist/dashboard; in development, asks a running Mnara (MNARA_URL) for its figures. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {
      '/graphql': { target: server, ws: true },
      '/session': { target: server },
    },
  },
});
