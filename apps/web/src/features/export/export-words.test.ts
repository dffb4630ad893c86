import { expect, it } from 'vitest';
import type { ExportRun } from './export-run.ts';
import { toExportWords, toSize } from './export-words.ts';

const run = (change: Partial<ExportRun>): ExportRun => ({
  file: { params: {}, format: 'csv', until: 1 },
  name: 'x.csv',
  state: 'done',
  total: 8_412,
  findings: 8_412,
  bytes: 0,
  problem: undefined,
  ...change,
});

it('a file says how many findings it has of how many, and why where it has not all', () => {
  expect(toExportWords(run({}))).toBe('8,412 of 8,412 findings written.');
  expect(toExportWords(run({ findings: 8_411 }))).toBe(
    '8,411 of 8,412 findings written. 1 was changed meanwhile and matches no more.',
  );
  expect(toExportWords(run({ state: 'stopped', findings: 3_000 }))).toBe('Stopped at 3,000 of 8,412 findings.');
  expect(toExportWords(run({ state: 'cut', findings: 3_000, problem: 'Watchfloor did not answer.' }))).toBe(
    'Cut at 3,000 of 8,412 findings. Watchfloor did not answer.',
  );
  expect(toExportWords(run({ state: 'writing', total: undefined }))).toBe('Asking for it');
});

it('a size is read at a glance', () => {
  expect([toSize(1), toSize(999_000), toSize(4_140_000)]).toEqual(['1 kB', '999 kB', '4.1 MB']);
});
