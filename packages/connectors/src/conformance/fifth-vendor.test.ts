import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  closeOpened,
  contextFor,
  describeFaults,
  describeKept,
  describeWalks,
  question,
  readerOf,
  startVendor,
} from '../conformance.ts';
import type { Vendor } from '../connector.ts';
import { vendors } from '../registry.ts';
import { doorAlarms, doorsFixture } from './doors/conformance.ts';
import { doors } from './doors/index.ts';

// A fifth vendor is one folder and one line. Its folder is `doors`; this is the line.
const withFifth: readonly Vendor[] = [...vendors, doors];

afterEach(closeOpened);
describeWalks('a fifth vendor', doorsFixture, doorAlarms);
describeFaults('a fifth vendor', doorsFixture, doorAlarms);
describeKept('a fifth vendor', doorsFixture, doorAlarms);

test('a fifth vendor is configured, opened, listed and read as the others are', async () => {
  expect(new Set(withFifth.map(({ name }) => name)).size).toBe(vendors.length + 1);
  expect(new Set(withFifth.map(({ mark }) => mark)).size).toBe(vendors.length + 1);
  const { connection, simulator } = await startVendor(doorsFixture, { alarms: 30 });
  await connection.check(AbortSignal.timeout(3_000));
  const reader = readerOf(connection, 'doors');
  const { records } = await reader.list(question(), null, contextFor(connection));
  expect(records.map(({ key }) => key).toSorted()).toEqual(simulator.oracle.doors().toSorted());
  const detail = await reader.get(records[0]?.key ?? '', undefined, contextFor(connection));
  expect(detail.record.uid).toBe(records[0]?.uid);
  expect(connection.health().state).toBe('answering');
});

const root = join(import.meta.dirname, '../../../..');
/** The words by which a vendor would be known; `KUMA` is a name, `Puma` is not. */
const vendorWords =
  /usm[-_ ]?anywhere|alienvault|levelblue|\bkuma\b|kaspersky|secure[-_ ]?endpoint|\bamp\.cisco|\bleen\b/i;

function* sourcesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourcesBelow(path);
    else if (/\.(?:ts|tsx|css)$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

/** Lines of code that name a vendor; what a comment says decides nothing. */
function namesIn(text: string): string[] {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .filter((line) => vendorWords.test(line.replace(/(?:^|\s)\/\/.*$/, '')));
}

/** Sentences to an operator that show an address as an example; nothing is decided by them. */
const examples = ['apps/bff/src/config/network.ts', 'apps/bff/src/connections/allow-list.ts'];

const registry = 'packages/connectors/src/registry.ts';
const imported = [...readFileSync(join(root, registry), 'utf8').matchAll(/from '\.\/([^']+)\/index\.ts'/g)];
const vendorFolders = imported.map(([, folder = '']) => join(dirname(registry), folder));
/** What tests elsewhere read through the connectors: a list of the vendors as well, and no part of what is served. */
const fixtures = 'packages/connectors/src/fixtures.ts';
const isVendors = (path: string) =>
  path === registry || path === fixtures || vendorFolders.some((folder) => path.startsWith(`${folder}/`));

test('each vendor is one folder and one line of the registry', () => {
  expect(vendorFolders.length).toBe(vendors.length);
  const lines = readFileSync(join(root, registry), 'utf8').split('\n');
  // Its import and its place in the list.
  for (const folder of vendorFolders) {
    expect(lines.filter((line) => line.includes(`'./${relative(dirname(registry), folder)}/`))).toHaveLength(1);
  }
});

test.each(['packages/connectors/src', 'apps/bff/src', 'apps/web/src'])(
  'nothing in %s knows a vendor by name',
  (folder) => {
    const found = [...sourcesBelow(folder)]
      .filter((path) => !isVendors(path) && !examples.includes(path) && !/(?:^|\/)(?:testing|conformance)\//.test(path))
      .flatMap((path) => namesIn(readFileSync(join(root, path), 'utf8')).map((line) => `${path}: ${line.trim()}`));
    expect(found).toEqual([]);
  },
);

test('control: the vendors’ own folders, and a planted name, are found', () => {
  const own = vendorFolders.map((folder) =>
    [...sourcesBelow(folder)].some((path) => namesIn(readFileSync(join(root, path), 'utf8')).length > 0),
  );
  expect(own).toEqual(vendorFolders.map(() => true));
  // An exception that is needed no longer is taken off the list.
  for (const path of examples) expect(namesIn(readFileSync(join(root, path), 'utf8'))).toHaveLength(1);
  expect(namesIn("const slow = vendor.name === 'kuma';")).toHaveLength(1);
  expect(namesIn('// KUMA prints seconds\n/* Leen */ const puma = 1;')).toEqual([]);
});
