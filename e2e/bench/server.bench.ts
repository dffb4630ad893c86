import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { ExploreAnswer } from '@watchfloor/contract';
import { startUsmSimulator } from '@watchfloor/simulators';
import { askVendor, getJson } from '../fixtures/api.ts';
import { usmConnections } from '../fixtures/connections.ts';
import { startServer } from '../fixtures/server.ts';
import { type Load, medianOf, runLoad } from './load.ts';
import { mb, median, ms, printTable } from './measures.ts';
import { startHelper } from './processes.ts';
import { cpuPerS, readSamples } from './samples.ts';

// The list page of the server beside a plain proxy for the same page. The vendor is a recording that answers at once,
// in a process of its own, so that neither it nor the simulator's rendering is what is measured.
//
// The connector keeps each connection below the vendor's 100 GET/s. To see what the server costs, 32 connections are
// configured and each request is a question of its own: nothing is shared and no limiter waits. What one connection
// gives, with the limiter and with shared questions, is in the table as well.

const connections = 32;
const runMs = Number(process.env.WATCHFLOOR_BENCH_MS ?? 3000);
const pagesTotal = Number(process.env.WATCHFLOOR_BENCH_PAGES ?? 10_000);
/** The table says how many pages that were; a slow machine needs longer for all of them. */
const longMs = Number(process.env.WATCHFLOOR_BENCH_LONG_MS ?? 60_000);

test('a list page beside a plain proxy: throughput, latency, event loop, memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'));
  const samplesFile = join(folder, 'samples.jsonl');
  const pageFile = join(folder, 'page.json');
  await writeFile(pageFile, await recordPage());
  const vendor = await startHelper('./replay-vendor.ts', [pageFile]);
  const baseUrl = `${vendor.origin}/api/2.0`;
  const proxySamplesFile = join(folder, 'proxy.jsonl');
  const preload = new URL('./watch-process.ts', import.meta.url).href;
  const proxy = await startHelper('./plain-proxy.ts', [baseUrl], {
    execArgv: ['--import', preload],
    env: { WATCHFLOOR_BENCH_FILE: proxySamplesFile },
  });
  const server = await startServer(
    usmConnections({ baseUrl, clientId: 'bench', clientSecret: 'bench-secret' }, { connections }),
    { preload, env: { WATCHFLOOR_BENCH_FILE: samplesFile } },
  );
  const samples = (since: number, file = samplesFile) => readSamples(file, since);

  try {
    const answer = await getJson<ExploreAnswer>(server.url, ownQuestion(0, 0));
    // One row of the hundred is held back: others of its millisecond may follow on the next page.
    expect(answer.rows.length, 'the page is whole').toBeGreaterThan(90);
    expect(answer.asked.length, 'one call a page').toBe(1);

    const toProxy = (forMs: number) =>
      runLoad(proxy.origin, { connections, forMs, path: (connection, n) => `/alarms?q=${connection}-${n}` });
    const toServer = (forMs: number) => runLoad(server.url, { connections, forMs, path: ownQuestion });
    await toProxy(1500);
    await toServer(1500);
    const rounds: {
      plain: Load;
      own: Load;
      plainCpu: number;
      ownCpu: number;
      plainBlocked: number;
      blocked: number;
      blockedP99: number;
    }[] = [];
    for (let round = 0; round < 3; round += 1) {
      const plainSince = Date.now();
      const plain = await toProxy(runMs);
      const plainSeen = await samples(plainSince, proxySamplesFile);
      const since = Date.now();
      const own = await toServer(runMs);
      const seen = await samples(since);
      rounds.push({
        plain,
        own,
        plainCpu: cpuPerS(plainSeen) / plain.perS,
        ownCpu: cpuPerS(seen) / own.perS,
        plainBlocked: Math.max(...plainSeen.map(({ blockedMs }) => blockedMs)),
        blocked: Math.max(...seen.map(({ blockedMs }) => blockedMs)),
        blockedP99: median(seen.map(({ p99Ms }) => p99Ms)),
      });
    }
    const plain = medianOf(rounds.map((round) => round.plain));
    const own = medianOf(rounds.map((round) => round.own));
    const shared = await runLoad(server.url, { connections, forMs: runMs, path: () => sharedQuestion });
    const limited = await runLoad(server.url, {
      connections,
      forMs: runMs,
      path: (_, n) => ownQuestion(0, n + 1e6 * _),
    });

    const alone = { connections: 1, answers: 400 };
    const direct = await runLoad(vendor.origin, { ...alone, path: () => '/api/2.0/alarms' });
    const proxyAlone = await runLoad(proxy.origin, { ...alone, path: () => '/alarms' });
    const calmSince = Date.now();
    // Over the connections in turn: one by one they stay below every limiter.
    const serverAlone = await runLoad(server.url, { ...alone, path: (_, n) => ownQuestion(n % connections, 2e6 + n) });
    const calm = await samples(calmSince);

    const memorySince = Date.now();
    const long = await runLoad(server.url, {
      connections,
      answers: pagesTotal,
      forMs: longMs,
      path: (connection, n) => ownQuestion(connection, 3e6 + n),
    });
    const memory = await samples(memorySince);

    printTable(
      `List page, ${connections} connections, 100 rows, medians of ${rounds.length} runs of ${runMs / 1000} s`,
      [
        ['', 'pages/s', 'p50', 'p95', 'KB'],
        toRow('plain proxy (fetch, parse, serialise)', plain),
        toRow('server, own questions, 32 accounts', own),
        toRow('server, all ask the same (single flight)', shared),
        toRow('server, own questions, 1 account (its limiter: 75/s)', limited),
        ['**ratio server : proxy**', `**${(own.perS / plain.perS).toFixed(2)}** (aim 0.7)`, '', '', ''],
        [
          'ratio, each run',
          rounds.map((round) => (round.own.perS / round.plain.perS).toFixed(2)).join(' '),
          '',
          '',
          '',
        ],
      ],
    );
    printTable('One request at a time: what is added to the vendor', [
      ['', 'p50', 'p95', 'added p50', 'added p95'],
      ['vendor alone (recording)', ms(direct.p50), ms(direct.p95), '', ''],
      toAdded('plain proxy', proxyAlone, direct),
      toAdded('server (aim: 15 ms p95)', serverAlone, direct),
    ]);
    printTable('Event loop of the server: longest block', [
      ['', 'longest', 'p99'],
      [
        'saturated, 32 connections (aim: 50 ms)',
        ms(Math.max(...rounds.map(({ blocked }) => blocked))),
        ms(median(rounds.map(({ blockedP99 }) => blockedP99))),
      ],
      ['the plain proxy, saturated', ms(Math.max(...rounds.map(({ plainBlocked }) => plainBlocked))), ''],
      [
        'one request at a time',
        ms(Math.max(...calm.map(({ blockedMs }) => blockedMs))),
        ms(median(calm.map(({ p99Ms }) => p99Ms))),
      ],
    ]);
    printTable('Processor time of one page, all threads: what a busy machine does not change', [
      ['', 'each run', 'median'],
      [
        'plain proxy',
        rounds.map(({ plainCpu }) => ms(plainCpu)).join(' '),
        ms(median(rounds.map((round) => round.plainCpu))),
      ],
      ['server', rounds.map(({ ownCpu }) => ms(ownCpu)).join(' '), ms(median(rounds.map((round) => round.ownCpu)))],
    ]);
    const tenths = Array.from({ length: 5 }, (_, part) =>
      memory.slice(Math.floor((memory.length * part) / 5), Math.floor((memory.length * (part + 1)) / 5)),
    );
    printTable(`Memory over ${long.answers} pages (${Math.round(long.perS)} pages/s)`, [
      ['pages', ...tenths.map((_, part) => `to ${Math.round((long.answers * (part + 1)) / 5)}`)],
      ['heap, least', ...tenths.map((part) => mb(Math.min(...part.map(({ heapUsed }) => heapUsed))))],
      ['rss, most', ...tenths.map((part) => mb(Math.max(...part.map(({ rss }) => rss))))],
    ]);
  } finally {
    await Promise.all([server.close(), proxy.stop(), vendor.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
});

// A range that starts at another millisecond is another question; its rows are the same.
const start = Date.now() - 60 * 86_400_000;
const to = Date.now() + 86_400_000;
const idOf = (connection: number) => (connection === 0 ? 'usm-demo' : `usm-demo-${connection + 1}`);
const ownQuestion = (connection: number, n: number) =>
  `/api/explore/${idOf(connection)}/alarms?rows=100&from=${start + (n % 1e9)}&to=${to}`;
const sharedQuestion = ownQuestion(1, 0);

async function recordPage(): Promise<string> {
  const simulator = await startUsmSimulator({ alarms: 2000, events: 4000 });
  try {
    return await askVendor(simulator, '/alarms?page=0&size=100&sort=timestamp_occured,desc');
  } finally {
    await simulator.close();
  }
}

const toRow = (name: string, load: Load) => [
  name,
  Math.round(load.perS).toString(),
  ms(load.p50),
  ms(load.p95),
  Math.round(load.bytes / 1024).toString(),
];

const toAdded = (name: string, load: Load, direct: Load) => [
  name,
  ms(load.p50),
  ms(load.p95),
  ms(load.p50 - direct.p50),
  ms(load.p95 - direct.p95),
];
