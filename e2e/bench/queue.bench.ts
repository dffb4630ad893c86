import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { ms, printTable } from './measures.ts';

// The queue's questions over many findings in the built-in Postgres as shipped: see the script, which is a process of its
// own. WATCHFLOOR_BENCH_FINDINGS=1000000 for a million; the aims are for that many.

interface Answer {
  load: number[];
  figures: { findings: number; question: string; p50: number; p95: number; bareP50: number | null }[];
  files: Record<
    'findings' | 'written' | 'distinct' | 'seconds' | 'megabytes' | 'heapFirst' | 'heapLast' | 'rssFirst' | 'rssLast',
    number
  >[];
}

const script = fileURLToPath(new URL('../../apps/bff/src/testing/bench-queue.ts', import.meta.url));

test('the queue over many findings, beside bare SQL', async () => {
  test.setTimeout(3_600_000);
  const { stdout } = await promisify(execFile)(process.execPath, [script], { maxBuffer: 10 * 1_048_576 });
  const { load, figures, files } = JSON.parse(stdout) as Answer;
  printTable(`The queue's questions; load ${load.map((value) => value.toFixed(1)).join(' ')}`, [
    ['findings', 'question', 'p50', 'p95', 'bare SQL p50'],
    ...figures.map(({ findings, question, p50, p95, bareP50 }) => [
      String(findings),
      question,
      ms(p50),
      ms(p95),
      bareP50 === null ? '' : ms(bareP50),
    ]),
  ]);
  printTable('A file of all of them, NDJSON; memory in its first and last quarter, MB', [
    ['findings', 'in the file', 'seconds', 'MB', 'heap, least', 'process, most'],
    ...files.map((file) => [
      String(file.findings),
      `${file.written}, ${file.distinct} different`,
      String(file.seconds),
      String(file.megabytes),
      `${file.heapFirst} to ${file.heapLast}`,
      `${file.rssFirst} to ${file.rssLast}`,
    ]),
  ]);
  for (const { findings, written, distinct } of files) expect([written, distinct]).toEqual([findings, findings]);
  for (const { p50 } of figures) expect(p50).toBeGreaterThan(0);
});
