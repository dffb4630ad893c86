import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { printTable } from './measures.ts';

// Findings a second into the built-in Postgres as shipped, beside the same rows by bare inserts: see the script, which is
// a process of its own.

interface Answer {
  load: number[];
  figures: {
    vendor: string;
    pages: number;
    rows: number;
    rawBytes: number;
    keptPerS: number;
    barePerS: number;
    cpuUsPerRow: number;
  }[];
}

const script = fileURLToPath(new URL('../../apps/bff/src/testing/bench-keeping.ts', import.meta.url));

test('findings a second into Postgres, beside bare inserts', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script], { maxBuffer: 10 * 1_048_576 });
  const { load, figures } = JSON.parse(stdout) as Answer;
  printTable(`Findings a second, medians; load ${load.map((value) => value.toFixed(1)).join(' ')}`, [
    [
      'vendor',
      'rows',
      'pages',
      'KB a row',
      'kept/s (aim 3000)',
      'bare inserts/s',
      'ratio',
      'CPU of the server, µs a row',
    ],
    ...figures.map(({ vendor, rows, pages, rawBytes, keptPerS, barePerS, cpuUsPerRow }) => [
      vendor,
      String(rows),
      String(pages),
      (rawBytes / rows / 1024).toFixed(1),
      String(keptPerS),
      String(barePerS),
      (keptPerS / barePerS).toFixed(2),
      String(cpuUsPerRow),
    ]),
  ]);
  for (const { keptPerS } of figures) expect(keptPerS).toBeGreaterThan(0);
});
