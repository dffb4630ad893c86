import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { usmConnections } from '../fixtures/connections.ts';
import { startServer } from '../fixtures/server.ts';
import { mb, median, ms, printTable } from './measures.ts';
import { startHelper } from './processes.ts';
import { readSamples, type Sample } from './samples.ts';

// The server's memory while it reads very many alarms into its own Postgres. The simulator is a process of its own.
// WATCHFLOOR_BENCH_ALARMS=1000000 is the measure of the plan; it ends with them or after WATCHFLOOR_BENCH_LONG_MS.

const alarms = Number(process.env.WATCHFLOOR_BENCH_ALARMS ?? 60_000);
const longMs = Number(process.env.WATCHFLOOR_BENCH_LONG_MS ?? 600_000);
const everyMs = 2_000;

interface Step {
  at: number;
  findings: number;
}

test(`memory while ${alarms.toLocaleString('en')} alarms are read and kept`, async () => {
  test.setTimeout(longMs + 300_000);
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'));
  const file = join(folder, 'samples.jsonl');
  const undo = [() => rm(folder, { recursive: true, force: true })];
  try {
    const helper = await startHelper(
      '../../packages/simulators/src/main.ts',
      ['--alarms', String(alarms), '--events', '0'],
      {
        env: { WATCHFLOOR_SIM_USM_SECRET: 'bench-secret' },
      },
    );
    undo.push(helper.stop);
    const { usmAnywhere } = JSON.parse(helper.origin) as { usmAnywhere: { origin: string; clientId: string } };
    const account = {
      baseUrl: `${usmAnywhere.origin}/api/2.0`,
      clientId: usmAnywhere.clientId,
      clientSecret: 'bench-secret',
    };
    const load = [loadavg()[0] ?? 0];
    const began = Date.now();
    const server = await startServer(usmConnections(account), {
      preload: new URL('./watch-process.ts', import.meta.url).href,
      env: { WATCHFLOOR_BENCH_FILE: file },
      findingDays: 31,
    });
    undo.push(server.close);
    const steps: Step[] = [];
    for (let findings = 0; findings < alarms && Date.now() < began + longMs; ) {
      await sleep(everyMs);
      findings = await readFindings(server.url);
      steps.push({ at: Date.now(), findings });
      load.push(loadavg()[0] ?? 0);
    }
    const seen = await readSamples(file, began);
    const kept = steps.at(-1)?.findings ?? 0;
    const tookMs = Date.now() - began;
    const growth = { rss: slope(seen, steps, ({ rss }) => rss), heap: slope(seen, steps, ({ heapUsed }) => heapUsed) };
    const fifths = Array.from({ length: 5 }, (_, part) => partOf(seen, steps, part / 5, (part + 1) / 5));
    printTable(
      `${kept.toLocaleString('en')} findings kept in ${Math.round(tookMs / 1000)} s (${Math.round((kept * 1000) / tookMs)} a second), load ${median(load).toFixed(1)} (median)`,
      [
        ['findings', ...fifths.map(({ findings }) => `to ${findings}`)],
        ['heap, least', ...fifths.map(({ samples }) => mb(Math.min(...samples.map(({ heapUsed }) => heapUsed))))],
        ['heap, median', ...fifths.map(({ samples }) => mb(median(samples.map(({ heapUsed }) => heapUsed))))],
        ['heap, most', ...fifths.map(({ samples }) => mb(Math.max(...samples.map(({ heapUsed }) => heapUsed))))],
        ['external, median', ...fifths.map(({ samples }) => mb(median(samples.map(({ external }) => external))))],
        ['rss, median', ...fifths.map(({ samples }) => mb(median(samples.map(({ rss }) => rss))))],
        ['rss, most', ...fifths.map(({ samples }) => mb(Math.max(...samples.map(({ rss }) => rss))))],
        ['longest block', ...fifths.map(({ samples }) => ms(Math.max(...samples.map(({ blockedMs }) => blockedMs))))],
      ],
    );
    printTable('Slope after the first fifth (least squares)', [
      ['', 'MB for each 100,000 findings'],
      ['rss', growth.rss.toFixed(2)],
      ['heap', growth.heap.toFixed(2)],
    ]);
    expect(kept).toBeGreaterThan(Math.min(alarms, 10_000) * 0.9);
  } finally {
    for (const step of undo.toReversed()) await step();
  }
});

async function readFindings(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^watchfloor_findings\{[^}]*\} (\d+)/m.exec(text)?.[1] ?? 0);
}

/** Of the time that it took. */
function partOf(seen: readonly Sample[], steps: readonly Step[], from: number, to: number) {
  const first = steps[0]?.at ?? 0;
  const tookMs = (steps.at(-1)?.at ?? first) - first;
  const samples = seen.filter(({ at }) => at >= first + tookMs * from && at <= first + tookMs * to);
  const findings = steps.findLast(({ at }) => at <= first + tookMs * to)?.findings ?? 0;
  return { samples, findings };
}

/** MB for each 100,000 findings. */
function slope(seen: readonly Sample[], steps: readonly Step[], valueOf: (sample: Sample) => number): number {
  const points = partOf(seen, steps, 0.2, 1).samples.map((sample) => ({
    x: (steps.findLast(({ at }) => at <= sample.at)?.findings ?? 0) / 100_000,
    y: valueOf(sample) / 1_048_576,
  }));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const above = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const below = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return below === 0 ? Number.NaN : above / below;
}
