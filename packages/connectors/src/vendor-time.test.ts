import { expect, test } from 'vitest';
import { readVendorTime } from './vendor-time.ts';

const at = Date.parse('2026-11-12T14:02:11.500Z');

test.each([
  [String(at)],
  [at],
  [at / 1_000],
  [String(at * 1_000)],
  [`${at}000000`],
  ['2026-11-12T14:02:11.500Z'],
  ['2026-11-12T15:02:11.500+01:00'],
  ['2026-11-12 14:02:11.500Z'],
  ['2026-11-12T15:02:11.500+0100'],
])('%s is one moment', (given) => {
  expect(readVendorTime(given)).toBe(at);
});

test.each([
  [undefined],
  [null],
  [''],
  [0],
  ['0'],
  ['null'],
  [-5],
  ['soon'],
  [{}],
  [Number.NaN],
  ['2026-11-12T14:02:11'],
])('%s is no time, never 1970 and never an error', (given) => {
  expect(readVendorTime(given)).toBeNull();
});
