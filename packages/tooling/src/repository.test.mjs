import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inRoot, rootDir } from './paths.mjs';

// A checkout must work on any machine and say nothing about the one it was written on.

// safe.directory: in a container the checkout often belongs to somebody else than the one who tests it.
const listing = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
const files = execFileSync('git', listing, { cwd: rootDir, encoding: 'utf8' })
  .split('\0')
  // Listed, but deleted in the working tree.
  .filter((file) => file !== '' && existsSync(inRoot(file)));

/** Written in pieces, so that this file is not its own first finding. */
const forbidden = {
  'a path of one machine': new RegExp(`(^|[\\s"'\`=(:])/(${['work', 'root', 'home/[a-z]'].join('|')})/`, 'm'),
  'the address of a registry': new RegExp(['registry[=:]\\s*"?ht', 'tps?://'].join(''), 'i'),
  'a private key': new RegExp(['-----BEGIN [A-Z ]*PRIV', 'ATE KEY-----'].join('')),
};

/** @param {string} text */
const faultsOf = (text) => Object.entries(forbidden).flatMap(([what, pattern]) => (pattern.test(text) ? [what] : []));

describe('no file holds', () => {
  test.each(Object.keys(forbidden))('%s', (what) => {
    const found = files.filter((file) => faultsOf(readFileSync(inRoot(file), 'utf8')).includes(what));
    expect(found).toEqual([]);
  });

  test('and each of these is recognised when it is there', () => {
    expect(faultsOf(['cd ', 'work', 'main'].join('/'))).toEqual(['a path of one machine']);
    expect(faultsOf(['registry=https:', '', 'npm.example.com'].join('/'))).toEqual(['the address of a registry']);
    expect(faultsOf(['-----BEGIN RSA', 'PRIVATE', 'KEY-----'].join(' '))).toEqual(['a private key']);
    expect(faultsOf('see docs/work/notes and https://example.com/root/x')).toEqual([]);
  });
});

test('the lock file names packages, never the server they came from', () => {
  const { packages } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'));
  const located = Object.entries(packages).filter(([, one]) => /^[a-z+]+:/.test(one.resolved ?? ''));
  expect(located.map(([path]) => path)).toEqual([]);
});

test('the top level holds what the design lists, so that the house stays readable', () => {
  const allowed = [
    'LICENSE',
    'README.md',
    'apps',
    'docs',
    'e2e',
    'package-lock.json',
    'package.json',
    'packages',
    'tsconfig.json',
    'vite.config.ts',
  ];
  const top = new Set(files.map((file) => file.split('/', 1)[0] ?? '').filter((name) => !name.startsWith('.')));
  expect([...top].filter((name) => !allowed.includes(name))).toEqual([]);
});
