import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { rootDir } from '../paths.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @typedef {Counts & { failures: string[] }} Report
 * failures: a line each, file and name and the first words of the error, so that the end of a long run says what failed
 */

/** @type {Counts} */
export const noTests = { passed: 0, failed: 0, skipped: 0 };

/** @param {string} file @returns {Report} as `vitest --reporter=json` writes them */
export function readVitestReport(file) {
  /** @type {VitestReport | undefined} */
  const report = readReport(file);
  if (report === undefined) return { ...noTests, failures: [] };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests,
    failures: report.testResults.flatMap(({ name, status, message, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === 'failed');
      // A file that could not be loaded has no tests that could fail.
      return failed.length === 0 && status === 'failed'
        ? [toLine(name, 'the file', message)]
        : failed.map((test) => toLine(name, test.fullName, test.failureMessages[0]));
    }),
  };
}

/** A flaky test passed only on a second try: that is a failure nobody has looked at yet. @param {string} file @returns {Report} */
export function readPlaywrightReport(file) {
  /** @type {PlaywrightReport | undefined} */
  const report = readReport(file);
  if (report === undefined) return { ...noTests, failures: [] };
  const { stats, suites, errors = [] } = report;
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    failures: [
      ...errors.map(({ message }) => toLine('e2e', 'the runner', message)),
      ...suites
        .flatMap(specsOf)
        .flatMap(({ file: spec, title, tests }) =>
          tests
            .filter(({ status }) => status === 'unexpected' || status === 'flaky')
            .map(({ results }) => toLine(`e2e/${spec}`, title, results.find(({ error }) => error)?.error?.message)),
        ),
    ],
  };
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

/** @param {Suite} suite @returns {Spec[]} */
const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];

/** @param {string} file @param {string} title @param {string} [message] */
function toLine(file, title, message = '') {
  const [withoutStack = ''] = stripVTControlCharacters(message).split(/\n\s+at /);
  const words = withoutStack.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
  const path = file.startsWith(rootDir) ? relative(rootDir, file) : file;
  return `${path} › ${title}${words && `: ${words}`}`;
}

/** A tool that died wrote no report; its step fails by its exit code. @param {string} file */
const readReport = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

/**
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} VitestTest
 * @typedef {{ name: string, status: string, message?: string, assertionResults: VitestTest[] }} VitestFile
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {VitestFile[]} testResults
 *
 * @typedef {{ status: string, results: { error?: { message?: string } }[] }} PlaywrightTest
 * @typedef {{ file: string, title: string, tests: PlaywrightTest[] }} Spec
 * @typedef {{ specs?: Spec[], suites?: Suite[] }} Suite
 * @typedef {object} PlaywrightReport
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {Suite[]} suites
 * @property {{ message?: string }[]} [errors]
 */
