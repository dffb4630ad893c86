import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConnection } from '@watchfloor/connectors';
import {
  type ConformingSimulator,
  type Fixture,
  kumaFixture,
  leenFixture,
  secureEndpointFixture,
  usmFixture,
} from '@watchfloor/connectors/conformance';
import { sql } from 'kysely';
import pg from 'pg';
import { createLog } from '../log.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { openStore } from '../store/open-store.ts';
import { type KeptSource, keepPage, type PageToKeep } from '../sync/keep-page.ts';
import { createLeases } from '../sync/lease.ts';
import { keepDays } from '../sync/retention.ts';
import { createScan } from '../sync/scan.ts';
import { beginSource } from '../sync/source-state.ts';

// How many findings a second go into the built-in Postgres, as shipped (fsync on): the pages of each simulator are read
// first, then kept one after the other, as one reader does; beside them the same rows by `insert … select`, a page and a
// commit at a time, into tables with the same columns and indexes. Writes its figures as one line of JSON.

export interface KeepingFigures {
  vendor: string;
  pages: number;
  rows: number;
  rawBytes: number;
  keptPerS: number;
  barePerS: number;
  /** Of this process, all threads, per finding. */
  cpuUsPerRow: number;
}

const rounds = Number(process.env.WATCHFLOOR_BENCH_ROUNDS ?? 3);
const rowsMax = Number(process.env.WATCHFLOOR_BENCH_ROWS ?? 6_000);
const retentionDays = 40;
const dayMs = 86_400_000;
const signal = new AbortController().signal;

type AnyFixture = Fixture<ConformingSimulator & { close(): Promise<void> }, Record<string, unknown>>;
const cases: { fixture: AnyFixture; options: Record<string, unknown> }[] = [
  { fixture: usmFixture, options: { alarms: rowsMax, events: 0 } },
  { fixture: kumaFixture, options: { alerts: rowsMax } },
  { fixture: secureEndpointFixture, options: { events: rowsMax } },
  { fixture: leenFixture, options: { findings: rowsMax } },
];

const dir = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'));
await chmod(dir, 0o711);
const log = createLog((line) => process.stderr.write(line));
const store = await openStore({ settings: { dataDir: dir, url: undefined }, log });
try {
  const database = await openDatabase({ url: store.url, log });
  await keepDays({ database, days: retentionDays, log, now: Date.now() });
  await createLeases(database, { lifeMs: 86_400_000, watchMs: 1_000 }).hold(cases.map(({ fixture }) => fixture.id));
  const owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  const figures: KeepingFigures[] = [];
  try {
    for (const one of cases) figures.push(await measure(database, owner, one.fixture, one.options));
  } finally {
    await owner.end();
    await database.close();
  }
  process.stdout.write(`${JSON.stringify({ load: loadavg(), figures })}\n`);
} finally {
  await store.close();
  await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

async function readPages(
  fixture: AnyFixture,
  options: Record<string, unknown>,
): Promise<{ pages: PageToKeep[]; source: Omit<KeptSource, 'fence'> }> {
  const simulator = await fixture.start(options);
  const open = openConnection({
    id: fixture.id,
    label: fixture.vendor.label,
    vendor: fixture.vendor,
    config: fixture.vendor.config.parse(fixture.settings(simulator)),
    network: { allowPrivate: ['127.0.0.0/8'] },
  });
  try {
    const reader = [...open.readers.values()].find(({ keeping }) => keeping);
    if (!reader?.keeping) throw new Error(`${fixture.id} keeps no list.`);
    const { keeping } = reader;
    const now = Date.now();
    const scan = createScan(
      { open, reader, now: Date.now },
      {
        filters: keeping.filters,
        order: keeping.order,
        lane: 'background',
        range: { from: now - retentionDays * dayMs, to: now },
      },
    );
    const pages: PageToKeep[] = [];
    let rows = 0;
    for (let read = await scan.next(signal); read && rows < rowsMax; read = await scan.next(signal)) {
      const { page, readAt } = read;
      const { records, unreadable, covered } = page;
      rows += records.length;
      pages.push({ readAt, records, raws: page.raws(), unreadable, covered });
    }
    const place = { connection: fixture.id, resource: reader.resource.name };
    return { pages, source: { ...place, keeping, retentionMs: retentionDays * dayMs } };
  } finally {
    await open.close();
    await simulator.close();
  }
}

async function measure(
  database: Database,
  owner: pg.Client,
  fixture: AnyFixture,
  options: Record<string, unknown>,
): Promise<KeepingFigures> {
  const { pages, source } = await readPages(fixture, options);
  const { connection, resource, keeping } = source;
  const fence = await sql<{ fence: number }>`select fence from sync_lease where connection = ${connection}`.execute(
    database.sql,
  );
  const held: KeptSource = { ...source, fence: fence.rows[0]?.fence ?? 0 };
  await beginSource(database, {
    connection,
    resource,
    fence: held.fence,
    account: 'bench',
    settings: '',
    filters: keeping.filters,
  });
  const rows = pages.reduce((sum, { records }) => sum + records.length, 0);
  const kept: number[] = [];
  const bare: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const table of [
      'finding',
      'finding_raw',
      'finding_change',
      'source_coverage',
      'queue_entry',
      'queue_facts',
      'finding_search',
    ]) {
      await owner.query(`truncate ${table}`);
    }
    await owner.query('checkpoint').catch(() => undefined);
    const cpuBefore = process.cpuUsage();
    const keptFrom = performance.now();
    for (const page of pages) await keepPage(database, held, page);
    kept.push(performance.now() - keptFrom);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpu.push((user + system) / rows);
    bare.push(await insertBare(owner));
  }
  const perS = (times: number[]) => Math.round((rows * 1_000) / median(times));
  return {
    vendor: fixture.id,
    pages: pages.length,
    rows,
    rawBytes: pages.reduce((sum, { raws }) => sum + raws.reduce((all, raw) => all + Buffer.byteLength(raw), 0), 0),
    keptPerS: perS(kept),
    barePerS: perS(bare),
    cpuUsPerRow: Math.round(median(cpu)),
  };
}

/** @returns ms for the inserts and their commits alone */
async function insertBare(owner: pg.Client): Promise<number> {
  const inserts: string[] = [];
  for (const table of ['finding', 'finding_raw']) {
    const columns = await owner.query<{ names: string }>(
      `select string_agg(column_name, ', ') as names from information_schema.columns
       where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'`,
      [table],
    );
    const names = columns.rows[0]?.names ?? '';
    inserts.push(`insert into bare_${table} (${names}) select ${names} from ${table} where uid = any($1)`);
    await owner.query(`drop table if exists bare_${table}`);
    await owner.query(`create table bare_${table} (like ${table} including all)`);
  }
  const { rows } = await owner.query<{ uids: string[] }>(
    `select array_agg(uid) as uids from (select uid, (row_number() over (order by at desc) - 1) / 500 as page from finding) f
     group by page order by page`,
  );
  const from = performance.now();
  for (const { uids } of rows) {
    await owner.query('begin');
    for (const insert of inserts) await owner.query(insert, [uids]);
    await owner.query('commit');
  }
  return performance.now() - from;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
