import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { precompress } from './packages/tooling/src/build/precompress.mjs';

const inRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The browser app: `vite` for development, `vite build` for what the server serves. */
const webApp: ViteUserConfig = {
  root: inRoot('./apps/web'),
  plugins: [react(), tailwindcss(), precompress()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'baseline-widely-available',
    // The policy allows scripts and images from our own origin only, so nothing may become a data: address.
    assetsInlineLimit: 0,
    // Browsers of the target know modulepreload; the polyfill would be one more script to allow.
    modulePreload: { polyfill: false },
    sourcemap: false,
    // What every page needs (framework, router, queries, kit) is one file of about 210 KB on the wire; charts and the
    // calendar are loaded when they are shown. More than this is a growth that somebody should look at.
    chunkSizeWarningLimit: 750,
  },
  worker: { format: 'es' },
  server: {
    port: 4183,
    strictPort: true,
    proxy: { '/api': { target: 'http://127.0.0.1:4180' } },
  },
};

/** The unit tests of all workspaces. The browser's own tests are in e2e, in a real browser. */
const unitTests: ViteUserConfig = {
  root: inRoot('.'),
  test: {
    include: ['{packages,apps}/*/src/**/*.test.{ts,tsx,mjs}'],
    environment: 'node',
    setupFiles: [inRoot('./packages/tooling/src/testing/no-stray-console.mjs')],
    globalSetup: [inRoot('./apps/bff/src/store/testing/global-setup.ts')],
    // Real sockets and real processes: more workers than cores only makes them late.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 15_000,
    hookTimeout: 30_000,
    // A forgotten `.only` would quietly skip the rest.
    allowOnly: false,
    passWithNoTests: false,
    restoreMocks: true,
    unstubEnvs: true,
  },
};

export default defineConfig(process.env.VITEST ? unitTests : webApp);
