/** Vite's configuration: builds the client into `dist/`, which the server serves. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    // Compressing everything only to print its size would slow every start that builds.
    reportCompressedSize: false,
    // Fonts and pictures stay files: data: addresses would need a wider content security policy.
    assetsInlineLimit: 0,
  },
});
