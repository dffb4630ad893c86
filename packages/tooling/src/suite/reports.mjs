import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const noTests = { passed: 0, failed: 0, skipped: 0 };

/** @param {string} file @returns {Counts} as `vitest --reporter=json` writes them */
export function readVitestReport(file) {
  const report = readReport(file);
  return report === undefined
    ? noTests
    : { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
}

/** A flaky test passed only on a second try: that is a failure nobody has looked at yet. @param {string} file @returns {Counts} */
export function readPlaywrightReport(file) {
  const stats = readReport(file)?.stats;
  return stats === undefined
    ? noTests
    : { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/** @param {Counts[]} all @returns {Counts} */
export const sum = (all) =>
  all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    noTests,
  );

/** A tool that died wrote no report; its step fails by its exit code. @param {string} file */
const readReport = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
