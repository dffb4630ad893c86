import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bin, inRoot, nodeModulesDir } from '../paths.mjs';

/**
 * A guard that was never seen to fail guards nothing: each rule meets a file that breaks it, and beside it one that
 * does the permitted thing. All are linted in one run with the repository's own configuration.
 *
 * @type {[file: string, code: string, rule: string][]}
 */
const violations = [
  ['packages/contract/src/a.ts', "import '@watchfloor/connectors';", 'direction'],
  ['packages/contract/src/b.ts', "import { readFileSync } from 'node:fs';\nreadFileSync('x');", 'direction'],
  ['packages/contract/src/c.ts', "export { fetch } from 'undici';", 'direction'],
  ['packages/connectors/src/a.ts', "import '@watchfloor/bff/app';", 'direction'],
  ['packages/connectors/src/b.ts', "import '@watchfloor/simulators';", 'direction'],
  ['apps/bff/src/sync/l.ts', "import '@watchfloor/connectors/conformance';", 'direction'],
  ['packages/connectors/src/c.ts', "import '../../contract/src/index.ts';", 'direction'],
  ['packages/connectors/src/kuma/a.ts', "import '../leen/wire.ts';", 'direction'],
  ['packages/connectors/src/kuma/b.ts', "import '../../src/leen/wire.ts';", 'direction'],
  ['packages/connectors/src/outbound/a.ts', "import '../leen/wire.ts';", 'direction'],
  ['packages/simulators/src/a.ts', "import '@watchfloor/contract';", 'direction'],
  ['packages/simulators/src/b.test.ts', "import '@watchfloor/connectors';", 'direction'],
  ['apps/bff/src/a.ts', "import '@watchfloor/simulators';", 'direction'],
  ['apps/bff/src/b.ts', "await import('@watchfloor/web');", 'direction'],
  ['apps/web/src/lib/a.ts', "export type A = import('@watchfloor/connectors').A;", 'direction'],
  [
    'apps/web/src/lib/b.ts',
    "import type { AppType } from '@watchfloor/bff/app';\nexport type A = AppType;",
    'direction',
  ],
  ['apps/web/src/lib/api.ts', "import { createApp } from '@watchfloor/bff/app';\ncreateApp();", 'direction'],
  ['apps/web/src/ui/a.ts', "import '../features/explore/page.ts';", 'direction'],
  ['apps/web/src/ui/b.ts', "import '../routes.ts';", 'direction'],
  ['apps/web/src/lib/c.ts', "import '../features/explore/page.ts';", 'direction'],
  ['apps/web/src/main.tsx', "import './features/explore/page.ts';", 'direction'],
  ['apps/web/src/features/queue/a.ts', "import '../explore/page.ts';", 'direction'],
  ['apps/web/src/features/queue/parts/a.ts', "import '../../explore/page.ts';", 'direction'],
  ['apps/web/src/features/queue/b.ts', "import '../../routes.ts';", 'direction'],
  ['e2e/tests/a.spec.ts', "import '@watchfloor/bff/app';", 'direction'],
  ['e2e/tests/b.spec.ts', "import '../../apps/web/src/routes.ts';", 'direction'],

  ['apps/bff/src/c.ts', 'export const port = process.env.PORT;', 'environment'],
  ['apps/bff/src/d.ts', 'export const { env } = process;', 'environment'],
  [
    'packages/connectors/src/d.ts',
    "export { env as e } from './x.ts';\nimport { env } from 'node:process';\nenv.A = '';",
    'environment',
  ],

  ['apps/web/src/ui/c.tsx', 'export const A = () => <p dangerouslySetInnerHTML={{ __html: name }} />;', 'no-danger'],
  ['apps/web/src/ui/d.ts', "document.body.innerHTML = '';", 'no-restricted-properties'],
  ['apps/web/src/ui/e.tsx', 'export const A = () => <img src="/icon.svg" />;', 'alt-text'],
  [
    'apps/web/src/ui/f.tsx',
    "import { useState } from 'react';\nexport const A = ({ on }: { on: boolean }) => { if (on) useState(1); return null; };",
    'rules-of-hooks',
  ],
  [
    'apps/web/src/ui/g.tsx',
    "import { useEffect } from 'react';\nexport const A = ({ f }: { f: () => void }) => { useEffect(() => { f(); }, []); return null; };",
    'exhaustive-deps',
  ],
  ['apps/bff/src/cycle/a.ts', "import { b } from './b.ts';\nexport const a = () => b;", 'no-cycle'],
  ['apps/bff/src/cycle/b.ts', "import { a } from './a.ts';\nexport const b = () => a;", 'no-cycle'],
  ['apps/bff/src/e.ts', 'export const a = async () => 1;\na();', 'no-floating-promises'],
  ['apps/bff/src/f.ts', 'export const a = [1].filter(async () => true);', 'no-misused-promises'],
  ['apps/bff/src/g.ts', 'export const a = async () => await 1;', 'await-thenable'],
  ['apps/bff/src/h.ts', 'export const a = (b: any) => String(b);', 'no-explicit-any'],
  ['apps/bff/src/i.ts', "export const a: string = JSON.parse('1');", 'no-unsafe-assignment'],
  [
    'apps/bff/src/j.ts',
    "export function a(b: 'x' | 'y') { switch (b) { case 'x': return 1; } return 2; }",
    'switch-exhaustiveness-check',
  ],
  ['apps/bff/src/k.test.ts', "import { test } from 'vitest';\ntest.only('a', () => undefined);", 'no-focused-tests'],
];

/** @type {[file: string, code: string][]} */
const permitted = [
  ['packages/contract/src/ok.ts', "import { z } from 'zod';\nexport const a = z.string();"],
  ['packages/connectors/src/ok.ts', "import '@watchfloor/contract';\nimport 'node:fs';\nimport 'undici';"],
  ['packages/connectors/src/ok.test.ts', "import '@watchfloor/simulators';"],
  [
    'packages/connectors/src/kuma/ok.ts',
    "import '../outbound/client.ts';\nimport '../connector.ts';\nimport './wire.ts';",
  ],
  ['apps/bff/src/ok.ts', "import '@watchfloor/connectors';\nimport '@watchfloor/contract';"],
  ['apps/bff/src/ok.test.ts', "import '@watchfloor/simulators';\nexport const path = process.env.PATH;"],
  ['apps/bff/src/sync/testing/ok.ts', "import '@watchfloor/connectors/conformance';"],
  ['apps/bff/src/config.ts', 'export const port = process.env.PORT;'],
  ['packages/simulators/src/main.ts', 'export const secret = process.env.SECRET;'],
  ['apps/web/src/routes.tsx', "import './features/explore/page.ts';\nimport './features/queue/page.ts';"],
  [
    'apps/web/src/features/queue/ok.ts',
    "import '../../ui/pane.ts';\nimport './parts/row.ts';\nimport '../../lib/time.ts';",
  ],
  ['e2e/tests/ok.spec.ts', "import '@watchfloor/simulators';\nimport '../fixtures/stack.ts';"],
];

/** @type {Map<string, string[]>} which rules spoke, by file */
let reported = new Map();
/** @type {string} */
let dir;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'watchfloor-lint-'));
  for (const path of [
    '.oxlintrc.json',
    '.tsconfig.base.json',
    'packages/tooling/src/lint',
    'packages/tooling/src/paths.mjs',
  ]) {
    cpSync(inRoot(path), join(dir, path), { recursive: true });
  }
  symlinkSync(nodeModulesDir, join(dir, 'node_modules'));
  write('package.json', '{ "type": "module" }');
  write(
    'tsconfig.json',
    '{ "extends": "./.tsconfig.base.json", "compilerOptions": { "jsx": "react-jsx", "lib": ["es2024", "dom"] } }',
  );
  for (const [file, code] of [...violations, ...permitted]) write(file, `${code}\n`);
  reported = lint();
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the linter reports', () => {
  test.each(violations.map(([file, , rule]) => [file, rule]))('%s: %s', (file, rule) => {
    expect(reported.get(file) ?? []).toContain(rule);
  });
});

describe('the linter lets pass', () => {
  test.each(permitted)('%s', (file) => {
    expect(reported.get(file) ?? []).toEqual([]);
  });
});

/** @param {string} file @param {string} text */
function write(file, text) {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, file), text);
}

function lint() {
  const { stdout, stderr } = spawnSync(
    bin('oxlint'),
    ['--type-aware', '--format=json', '--ignore-pattern=node_modules'],
    {
      cwd: dir,
      encoding: 'utf8',
    },
  );
  /** @type {{ diagnostics: { code?: string, filename: string }[] }} */
  const { diagnostics } = stdout.startsWith('{') ? JSON.parse(stdout) : expect.fail(`oxlint said: ${stdout}${stderr}`);
  /** @type {Map<string, string[]>} */
  const byFile = new Map();
  for (const { code = 'none', filename } of diagnostics) {
    const rule = /\((.+)\)$/.exec(code)?.[1] ?? code;
    byFile.set(filename, [...(byFile.get(filename) ?? []), rule]);
  }
  return byFile;
}
