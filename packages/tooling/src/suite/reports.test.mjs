import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { inRoot } from '../paths.mjs';
import { readPlaywrightReport, readVitestReport } from './reports.mjs';

const dir = mkdtempSync(join(tmpdir(), 'watchfloor-reports-'));
const file = join(dir, 'report.json');
/** @param {unknown} report */
const write = (report) => writeFileSync(file, JSON.stringify(report));
afterEach(() => rmSync(file, { force: true }));

test('names each unit test that failed with its error, and a file that could not be loaded', () => {
  const passed = { status: 'passed', fullName: 'fine', failureMessages: [] };
  const failed = {
    status: 'failed',
    fullName: 'adds up',
    failureMessages: ['AssertionError: expected 2\nto be 3\n    at /somewhere.ts:1:1'],
  };
  write({
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 2,
    testResults: [
      { name: inRoot('apps', 'a.test.ts'), status: 'failed', message: '', assertionResults: [passed, failed] },
      { name: inRoot('apps', 'b.test.ts'), status: 'failed', message: 'Cannot find module', assertionResults: [] },
    ],
  });
  expect(readVitestReport(file)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 2,
    failures: [
      'apps/a.test.ts › adds up: AssertionError: expected 2 to be 3',
      'apps/b.test.ts › the file: Cannot find module',
    ],
  });
});

test('names browser tests however deep they stand, those that passed on a second try too', () => {
  /** @param {string} title @param {string} status @param {unknown[]} results */
  const spec = (title, status, ...results) => ({ file: 'queue.spec.ts', title, tests: [{ status, results }] });
  write({
    stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 },
    errors: [{ message: 'out of memory' }],
    suites: [
      {
        specs: [spec('fine', 'expected', {})],
        suites: [
          {
            specs: [
              spec('slow', 'unexpected', { error: { message: '\u001b[31mTimeout\u001b[39m' } }),
              spec('shaky', 'flaky', { error: { message: 'once' } }, {}),
            ],
          },
        ],
      },
    ],
  });
  expect(readPlaywrightReport(file)).toEqual({
    passed: 1,
    failed: 2,
    skipped: 0,
    failures: [
      'e2e › the runner: out of memory',
      'e2e/queue.spec.ts › slow: Timeout',
      'e2e/queue.spec.ts › shaky: once',
    ],
  });
});

test('a tool that died before it wrote a report failed no test', () => {
  expect(readVitestReport(file)).toEqual({ passed: 0, failed: 0, skipped: 0, failures: [] });
});
