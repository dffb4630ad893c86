import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isInstalled, writeStamp } from './installed.mjs';

/** @type {string} */
let dir;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'watchfloor-installed-'));
  mkdirSync(join(dir, 'node_modules'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const zod = { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } };
const forOthers = { 'node_modules/binary-for-another-platform': { version: '1.0.0', optional: true } };

/** @param {string} file @param {object} packages */
const write = (file, packages) => writeFileSync(join(dir, file), JSON.stringify({ packages }));

test('without node_modules it is not installed', () => {
  write('package-lock.json', zod);
  expect(isInstalled(dir)).toBe(false);
});

test('the stamp holds until the lock file changes', () => {
  write('package-lock.json', zod);
  writeStamp(dir);
  expect(isInstalled(dir)).toBe(true);
  write('package-lock.json', { 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-b' } });
  expect(isInstalled(dir)).toBe(false);
});

test('a tree that npm installed without us is recognised, less the binaries of other platforms', () => {
  write('package-lock.json', { '': {}, 'apps/bff': {}, ...zod, ...forOthers });
  write('node_modules/.package-lock.json', zod);
  expect(isInstalled(dir)).toBe(true);
});

test.each([
  ['another version', { 'node_modules/zod': { version: '3.0.0', integrity: 'sha512-a' } }],
  ['another content', { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-x' } }],
  ['a missing package', {}],
  ['a package too many', { ...zod, 'node_modules/left-pad': { version: '1.0.0' } }],
])('a tree with %s is not what the lock file says', (_what, found) => {
  write('package-lock.json', zod);
  write('node_modules/.package-lock.json', found);
  expect(isInstalled(dir)).toBe(false);
});
