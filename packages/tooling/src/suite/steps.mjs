import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildWeb } from '../build/web.mjs';
import { cacheDir, inRoot } from '../paths.mjs';
import { findOrInstallDebianPostgres, startDebianPostgres } from '../testing/debian-postgres.mjs';
import { findOrInstallChromium } from '../testing/find-chromium.mjs';
import { exec } from './exec.mjs';
import { readPlaywrightReport, readVitestReport } from './reports.mjs';

/**
 * @typedef {object} StepResult
 * @property {boolean} ok
 * @property {string} [output] shown when it failed
 * @property {string} [skipped] why it could not run here; then it counts as one test skipped
 * @property {import('./reports.mjs').Counts} [counts]
 * @property {string[]} [failures] a line for each test that failed
 */

/**
 * @typedef {object} Step
 * @property {string} name for `--only`
 * @property {string} stage all steps of a stage run; a stage with a failure is the last one
 * @property {string[]} [needs] steps that `--only` runs before it
 * @property {(extra: string[]) => Promise<StepResult>} run
 */

/** @type {Step[]} */
export const steps = [
  { name: 'format', stage: 'source', run: (extra) => exec('biome', ['check', '--error-on-warnings', '.', ...extra]) },
  // Before lint: the type-aware rules read the server's emitted declarations, as the compiler does.
  { name: 'types', stage: 'source', run: checkTypes },
  {
    name: 'lint',
    stage: 'source',
    needs: ['types'],
    run: (extra) => exec('oxlint', ['--type-aware', '--deny-warnings', '--report-unused-disable-directives', ...extra]),
  },
  { name: 'dead-code', stage: 'source', run: (extra) => exec('knip', ['--no-progress', ...extra]) },
  { name: 'unit', stage: 'unit', run: runVitest },
  { name: 'debian', stage: 'unit', run: runOnDebianPostgres },
  { name: 'build', stage: 'browser', run: async () => ({ ok: (await buildWeb()) !== undefined }) },
  { name: 'chromium', stage: 'browser', run: async () => ({ ok: findOrInstallChromium() !== '' }) },
  { name: 'browser', stage: 'browser', needs: ['build', 'chromium'], run: runPlaywright },
];

async function checkTypes() {
  const workspaces = await exec('tsc', ['-b', '--pretty']);
  // The tools themselves are plain JavaScript: checked by their JSDoc, emitting nothing, so not part of the build.
  return workspaces.ok ? exec('tsc', ['-p', inRoot('packages', 'tooling'), '--pretty']) : workspaces;
}

/** @param {string[]} extra @param {NodeJS.ProcessEnv} [env] @returns {Promise<StepResult>} */
async function runVitest(extra, env = {}) {
  const report = freshReport('vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { ok } = await exec('vitest', ['run', ...reporters, ...extra], { shown: true, env });
  return toResult(ok, readVitestReport(report));
}

/** What is kept in the database, tested there. The built-in server's own tests would only repeat themselves. */
const storageTests = [
  ...['audit', 'connections', 'identity', 'queue', 'store', 'views'].map((name) => `apps/bff/src/${name}/`),
  ...['keep-page', 'lease', 'retention'].map((name) => `apps/bff/src/sync/${name}.test.ts`),
  '--exclude=**/embedded/**',
];

/**
 * The tests of what is kept, once more on Debian's server: another version, built by others, as operators run it.
 * @param {string[]} extra
 * @returns {Promise<StepResult>}
 */
async function runOnDebianPostgres(extra) {
  const found = findOrInstallDebianPostgres();
  if ('why' in found) return { ok: true, skipped: found.why, counts: { passed: 0, failed: 0, skipped: 1 } };
  const server = await startDebianPostgres(found.bin);
  try {
    return await runVitest(extra.length > 0 ? extra : storageTests, { WATCHFLOOR_TEST_DATABASE_URL: server.url });
  } finally {
    await server.stop();
  }
}

/** @param {string[]} extra @returns {Promise<StepResult>} */
async function runPlaywright(extra) {
  const report = freshReport('playwright.json');
  const args = ['test', '--config', inRoot('e2e', 'playwright.config.ts'), '--project=browser', ...extra];
  const env = { WATCHFLOOR_CHROMIUM: findOrInstallChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const { ok } = await exec('playwright', args, { shown: true, env });
  return toResult(ok, readPlaywrightReport(report));
}

/** @param {boolean} ok @param {import('./reports.mjs').Report} report @returns {StepResult} */
const toResult = (ok, { failures, ...counts }) => ({ ok, counts, failures });

/** An old report must not be counted when the tool dies before it writes one. @param {string} name */
function freshReport(name) {
  const file = join(cacheDir, 'reports', name);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  return file;
}
