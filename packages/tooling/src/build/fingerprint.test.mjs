import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint } from './fingerprint.mjs';

/** @type {string} */
let dir;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'watchfloor-fingerprint-'));
  writeFileSync(join(dir, 'a'), '1');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const now = () => fingerprint(dir, ['.', 'later']);

test('touching a file changes nothing', () => {
  const before = now();
  utimesSync(join(dir, 'a'), 1, 1);
  expect(now()).toBe(before);
});

test.each([
  ['another content', () => writeFileSync(join(dir, 'a'), '2')],
  ['a new file', () => writeFileSync(join(dir, 'b'), '')],
  ['an input that was missing', () => writeFileSync(join(dir, 'later'), '')],
  ['a removed file', () => rmSync(join(dir, 'a'))],
])('%s changes it', (_what, change) => {
  const before = now();
  change();
  expect(now()).not.toBe(before);
});
