import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { ExploreAnswer } from '@watchfloor/contract';
import { getJson } from '../fixtures/api.ts';
import { startServer } from '../fixtures/server.ts';
import { type BenchList, benchLists } from './lists.ts';
import { type Load, medianOf, runLoad } from './load.ts';
import { median, ms, printTable } from './measures.ts';
import { startHelper } from './processes.ts';
import { cpuPerS, readSamples } from './samples.ts';

// Each list of each vendor beside a plain proxy for the same page: `server.bench.ts` for all. The vendor is a recording
// that answers at once; a page is a whole small list of about a hundred records, so that it takes one call.
//
// Runs of proxy and server take turns: what else the machine does meets both. The ratio is what to read; the table
// says the machine's load.

const connections = 16;
const rounds = Number(process.env.WATCHFLOOR_BENCH_ROUNDS ?? 5);
const runMs = Number(process.env.WATCHFLOOR_BENCH_MS ?? 2000);

interface Round {
  plain: Load;
  own: Load;
  plainCpuMs: number;
  ownCpuMs: number;
}

const rowsOfTable: string[][] = [];

for (const list of benchLists) {
  test(`${list.name} beside a plain proxy`, async () => {
    const page = await list.record();
    const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'));
    await writeFile(join(folder, 'page.json'), page);
    const file = (of: string) => join(folder, `${of}.jsonl`);
    const preload = new URL('./watch-process.ts', import.meta.url).href;
    const vendor = await startHelper('./replay-vendor.ts', [join(folder, 'page.json')]);
    const stops = [vendor.stop];
    try {
      const baseUrl = vendor.origin + list.basePath;
      const proxy = await startHelper('./plain-proxy.ts', [baseUrl, 'Bearer bench'], {
        execArgv: ['--import', preload],
        env: { WATCHFLOOR_BENCH_FILE: file('proxy') },
      });
      stops.push(proxy.stop);
      const server = await startServer(
        Array.from({ length: connections }, (_, index) => list.connect(baseUrl, `bench-${index}`)),
        { preload, env: { WATCHFLOOR_BENCH_FILE: file('server') } },
      );
      stops.push(server.close);
      const question = (connection: number, n: number) =>
        `/api/explore/bench-${connection % connections}/${list.resource}?rows=200&from=${from + n}&to=${to}${list.order}`;
      const answer = await getJson<ExploreAnswer>(server.url, question(0, 0));
      expect(answer.sources[0]?.state, answer.sources[0]?.message ?? '').toBe('complete');
      expect(answer.rows.length, 'the page is whole').toBeGreaterThan(50);

      let next = 1;
      const toProxy = (forMs: number) =>
        runLoad(proxy.origin, { connections, forMs, path: (at, n) => `${list.path}?q=${at}-${n}` });
      const toServer = (forMs: number) =>
        // Another range is another question, also in the next run.
        runLoad(server.url, { connections, forMs, path: (at) => question(at, next++) });
      await toProxy(1000);
      await toServer(1000);
      const done: Round[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const plainSince = Date.now();
        const plain = await toProxy(runMs);
        const plainCpu = cpuPerS(await readSamples(file('proxy'), plainSince));
        const since = Date.now();
        const own = await toServer(runMs);
        const ownCpu = cpuPerS(await readSamples(file('server'), since));
        done.push({ plain, own, plainCpuMs: plainCpu / plain.perS, ownCpuMs: ownCpu / own.perS });
      }
      const alone = { connections: 1, answers: 200 };
      const direct = await runLoad(vendor.origin, { ...alone, path: () => list.basePath + list.path });
      const proxied = await runLoad(proxy.origin, { ...alone, path: () => list.path });
      const served = await runLoad(server.url, { ...alone, path: (_, n) => question(n, next++) });
      rowsOfTable.push(toRow(list, answer, done, { direct, proxied, served }));
    } finally {
      await Promise.all(stops.map((stop) => stop()));
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test.afterAll(() => {
  printTable(
    `Lists beside a plain proxy: ${connections} connections, medians of ${rounds} runs of ${runMs / 1000} s in turn, load ${loadavg()[0]?.toFixed(1)}`,
    [
      ['list', 'rows, calls', 'proxy/s', 'server/s', '**ratio** (aim 0.7)', 'each run', 'CPU a page', 'added p50, p95'],
      ...rowsOfTable,
    ],
  );
});

const from = Date.now() - 60 * 86_400_000;
const to = Date.now() + 86_400_000;

function toRow(
  list: BenchList,
  answer: ExploreAnswer,
  done: readonly Round[],
  { direct, proxied, served }: Record<'direct' | 'proxied' | 'served', Load>,
): string[] {
  const ratios = done.map(({ plain, own }) => own.perS / plain.perS);
  const cpu = (read: (round: Round) => number) => ms(median(done.map(read)));
  const added = (load: Load) => `${ms(load.p50 - direct.p50)}, ${ms(load.p95 - direct.p95)}`;
  return [
    list.name,
    `${answer.rows.length}, ${answer.asked.length}`,
    Math.round(medianOf(done.map(({ plain }) => plain)).perS).toString(),
    Math.round(medianOf(done.map(({ own }) => own)).perS).toString(),
    `**${median(ratios).toFixed(2)}**`,
    ratios.map((ratio) => ratio.toFixed(2)).join(' '),
    `${cpu(({ plainCpuMs }) => plainCpuMs)} → ${cpu(({ ownCpuMs }) => ownCpuMs)}`,
    `${added(served)} (proxy ${added(proxied)})`,
  ];
}
