import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defineConfig, devices } from '@playwright/test';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `npm test` hands the path over; a plain `npx playwright test` asks for it here. */
const chromium =
  process.env.WATCHFLOOR_CHROMIUM ??
  execFileSync(process.execPath, [here('../packages/tooling/src/chromium.mjs')], { encoding: 'utf8' }).trim();

const isLong = process.env.WATCHFLOOR_LONG === '1';

export default defineConfig({
  testDir: here('.'),
  outputDir: here('./test-results/artifacts'),
  // A second try would hide a race; the trace of the first failure says more.
  retries: 0,
  forbidOnly: true,
  // Each worker runs a simulator, a server and a browser of its own.
  workers: 2,
  // A file is a topic, not a sequence: its tests may run in any order, on any worker's stack.
  fullyParallel: true,
  // Long enough for a machine that does other things as well.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: here('./test-results/report.json') }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      // Without a sandbox because CI runs as root; the rest keeps the browser from calling its vendor.
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  projects: [
    { name: 'browser', testMatch: '**/*.spec.ts', ...(!isLong && { grepInvert: /@long/ }) },
    // `npm run bench`: one after the other, because two would measure each other.
    { name: 'bench', testMatch: 'bench/**/*.bench.ts', workers: 1, fullyParallel: false, timeout: 600_000 },
  ],
});
