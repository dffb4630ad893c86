import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ConformingSimulator,
  type Fixture,
  kumaFixture,
  leenFixture,
  secureEndpointFixture,
  usmFixture,
} from '@watchfloor/connectors/conformance';
import { type Params, toShippedViews } from '@watchfloor/contract';
import pg from 'pg';
import { createConnectionBook } from '../connections/connection-book.ts';
import { putConnection } from '../connections/testing/put-connection.ts';
import { createLog } from '../log.ts';
import { createGroupDesk } from '../queue/group-desk.ts';
import { createQueueDesk, type QueueDesk } from '../queue/queue-desk.ts';
import { writeManyFindings } from '../queue/testing/many-findings.ts';
import { createCursorSealer } from '../sources/cursor.ts';
import { openDatabase } from '../store/database.ts';
import { openStore } from '../store/open-store.ts';
import { toKeptLists } from '../sync/kept-lists.ts';
import { type ExportFigure, measureExport } from './measure-export.ts';

// How long the queue's questions take over so many findings in the built-in Postgres, as shipped, beside the least that SQL
// can say of the same. Writes its figures as one line of JSON.

export interface QueueFigure {
  findings: number;
  question: string;
  p50: number;
  p95: number;
  /** Of the statement beside it. */
  bareP50: number | null;
}

const sizes = (process.env.WATCHFLOOR_BENCH_FINDINGS ?? '30000,200000').split(',').map(Number);
const rounds = Number(process.env.WATCHFLOOR_BENCH_ROUNDS ?? 21);
const days = 30;
const dayMs = 86_400_000;
const caller = { person: 'p-1', access: 'all', scope: 'all' } as const;

type AnyFixture = Fixture<ConformingSimulator & { close(): Promise<void> }, Record<string, unknown>>;
const fixtures: AnyFixture[] = [usmFixture, kumaFixture, secureEndpointFixture, leenFixture];

const dir = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'));
await chmod(dir, 0o711);
const log = createLog((line) => process.stderr.write(line));
const store = await openStore({ settings: { dataDir: dir, url: undefined }, log });
const owner = new pg.Client({ connectionString: store.url });
const database = await openDatabase({ url: store.url, log });
const book = createConnectionBook(log);
const ends: (() => Promise<void>)[] = [];
try {
  await owner.connect();
  for (const fixture of fixtures) await put(fixture);
  const figures: QueueFigure[] = [];
  const files: ExportFigure[] = [];
  for (const size of sizes) {
    figures.push(...(await measure(size)));
    const month = { from: `now-${days}d`, to: 'now' };
    files.push(await measureExport(createDesk(Date.now()), month, caller));
  }
  process.stdout.write(`${JSON.stringify({ load: loadavg(), figures, files })}\n`);
} finally {
  await book.close();
  await Promise.all(ends.map((end) => end()));
  await database.close();
  await owner.end();
  await store.close();
  await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** A connection that is never asked. */
async function put({ id, vendor, start, settings }: AnyFixture): Promise<void> {
  const simulator = await start({});
  ends.push(() => simulator.close());
  putConnection(book, { id, vendor, settings: settings(simulator) });
}

async function measure(findings: number): Promise<QueueFigure[]> {
  const now = Date.now();
  await owner.query('truncate finding, finding_search, mark, queue_entry, queue_facts');
  const connections = book
    .list()
    .flatMap((connection) =>
      toKeptLists(connection).map(({ reader }) => ({ connection: connection.id, resource: reader.resource.name })),
    );
  const from = performance.now();
  await writeManyFindings(owner, { count: findings, days, connections, now });
  process.stderr.write(`${findings} findings written in ${Math.round((performance.now() - from) / 1000)} s\n`);
  await owner.query('vacuum analyze queue_entry');
  const queue = createDesk(now);
  const groups = createGroupDesk({
    database,
    book,
    sealer: createCursorSealer(new Uint8Array(32).fill(7), Date.now),
    now: () => now,
  });
  const open: Params = {
    not_status: ['resolved', 'suppressed'],
    severity: ['fatal', 'critical', 'high', 'unknown', 'other'],
  };
  const day = { from: 'now-24h', to: 'now' };
  const month = { from: `now-${days}d`, to: 'now' };
  const shipped = toShippedViews(
    book.list().map((connection) => ({
      vendor: connection.vendor.name,
      resources: toKeptLists(connection).map(({ reader }) => reader.resource),
    })),
  );
  const deep = await queue.list({ ...month, order: 'time-desc', rows: '200' }, caller);
  const first = deep.rows[0]?.uid ?? '';
  const questions: { question: string; ask: () => Promise<unknown>; bare?: string }[] = [
    {
      question: 'first page, needs a decision (72 h)',
      ask: () => queue.list({ ...open, from: 'now-72h', to: 'now', order: 'work' }, caller),
      bare: `select * from finding where at > ${now - 3 * dayMs} and severity in ('critical', 'high') order by happened limit 100`,
    },
    { question: 'first page of all, month, work', ask: () => queue.list({ ...month, order: 'work' }, caller) },
    {
      question: 'first page of the open ones, month, work',
      ask: () => queue.list({ ...open, ...month, order: 'work' }, caller),
    },
    {
      question: 'first page of all, month, newest first',
      ask: () => queue.list({ ...month, order: 'time-desc' }, caller),
      bare: 'select count(*) from finding',
    },
    {
      question: 'next page, month, newest first',
      ask: () => queue.list({ ...month, order: 'time-desc', rows: '200', cursor: deep.cursor ?? '' }, caller),
      bare: `select * from finding where at < ${now - dayMs} order by happened desc limit 200`,
    },
    {
      question: 'facets and histogram of a day',
      ask: () => queue.facets({ ...open, ...day }, caller),
      bare: `select severity, count(*) from finding where at > ${now - dayMs} group by 1`,
    },
    {
      question: 'facets and histogram of the month',
      ask: () => queue.facets({ ...open, ...month }, caller),
      bare: 'select severity, count(*) from finding group by 1',
    },
    {
      question: 'one word, month: first page',
      ask: () => queue.list({ ...month, q: 'user1234', order: 'time-desc' }, caller),
      bare: `select f.* from finding f join finding_search s using (uid) where s.words like '%user1234%' order by f.happened desc limit 100`,
    },
    { question: 'around a finding', ask: () => queue.around(first, caller) },
    { question: 'counts of all shipped views', ask: () => groups.counts(shipped, caller) },
    ...(['rule', 'where'] as const).flatMap((by) =>
      [
        { words: 'a week', range: { from: 'now-7d', to: 'now' } },
        { words: 'the month', range: month },
      ].map(({ words, range }) => ({
        question: `${words} by ${by}`,
        ask: () => groups.groups({ ...range, rows: '100' }, { by, order: 'count' }, caller),
      })),
    ),
    {
      question: 'values of entities with a text, month',
      ask: () => groups.values(month, { name: 'entity', text: 'user12' }, caller),
    },
    { question: 'what waits behind the pill', ask: () => queue.news({ ...open, ...month }, deep.snapshot, caller) },
  ];
  const figures: QueueFigure[] = [];
  for (const { question, ask, bare } of questions) {
    await ask();
    const times: number[] = [];
    const bares: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      times.push(await timed(ask));
      if (bare !== undefined) bares.push(await timed(() => owner.query(bare)));
    }
    figures.push({
      findings,
      question,
      p50: at(times, 0.5),
      p95: at(times, 0.95),
      bareP50: bare === undefined ? null : at(bares, 0.5),
    });
  }
  return figures;
}

function createDesk(now: number): QueueDesk {
  return createQueueDesk({
    database,
    book,
    sync: { watch() {} },
    sealer: createCursorSealer(new Uint8Array(32).fill(7), Date.now),
    days,
    now: () => now,
  });
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await ask();
  return performance.now() - from;
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 10) / 10;
}
