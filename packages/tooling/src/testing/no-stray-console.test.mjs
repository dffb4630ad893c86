import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inRoot, nodeModulesDir } from '../paths.mjs';

const setup = inRoot('packages', 'tooling', 'src', 'testing', 'no-stray-console.mjs');

const files = {
  'in-a-test': "test('x', () => { console.log('planted'); });",
  'while-loading': "console.warn('planted'); test('x', () => undefined);",
  'after-all': "afterAll(() => { console.error('planted'); }); test('x', () => undefined);",
  expected:
    "test('x', () => { const spy = vi.spyOn(console, 'error').mockReturnValue(); console.error('planted'); spy.mockRestore(); });",
  quiet: "test('x', () => undefined);",
};

/** @type {string} */
let dir;
/** @type {Map<string, boolean>} which files passed */
let passed;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'watchfloor-console-'));
  symlinkSync(nodeModulesDir, join(dir, 'node_modules'));
  writeFileSync(join(dir, 'vitest.config.mjs'), `export default { test: { setupFiles: [${JSON.stringify(setup)}] } };`);
  for (const [name, code] of Object.entries(files)) {
    writeFileSync(join(dir, `${name}.test.mjs`), `import { afterAll, test, vi } from 'vitest';\n${code}\n`);
  }
  const vitest = join(nodeModulesDir, 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--root', dir, '--reporter=json', '--outputFile=report.json'];
  spawnSync(process.execPath, args, { cwd: dir, env: { PATH: process.env.PATH } });
  passed = readReport();
}, 60_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.each(['in-a-test', 'while-loading', 'after-all'])('console output %s fails the file', (name) => {
  expect(passed.get(name)).toBe(false);
});

test.each(['expected', 'quiet'])('a file whose console output is %s passes', (name) => {
  expect(passed.get(name)).toBe(true);
});

function readReport() {
  /** @type {{ testResults: { name: string, status: string }[] }} */
  const report = JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8'));
  return new Map(
    report.testResults.map(({ name, status }) => [name.replace(/^.*\/(.+)\.test\.mjs$/, '$1'), status === 'passed']),
  );
}
