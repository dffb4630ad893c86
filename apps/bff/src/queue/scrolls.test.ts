import { randomUUID } from 'node:crypto';
import type { FilterValues, Severity, SourceRecord } from '@watchfloor/contract';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KeptList, startKeptList, toRecord } from '../sync/testing/kept-list.ts';
import { createTriageDesk, type TriageDesk } from '../triage/triage-desk.ts';
import { type FoldedRow, type QueuePosition, readClock, readRows } from './list.ts';
import { toMatch } from './match.ts';
import { readNews } from './news.ts';

// Scrolls while findings come, change and are decided: what matched throughout is given out, once; what came later is
// counted as new. Times lie on few instants, so that many are alike; rules and hosts are few, so that many fold.

const runs = process.env.WATCHFLOOR_LONG === '1' ? 10_000 : 300;
const minute = 60_000;
const ana = { id: 'p-1', name: 'Ana Ruiz', access: 'all', requestId: 'r' } as const;

let list: KeptList;
let triage: TriageDesk;
beforeAll(async () => {
  list = await startKeptList();
  triage = createTriageDesk({ database: list.database, now: Date.now });
});
afterAll(() => list.close());

const severity = fc.constantFrom<Severity[]>('critical', 'high', 'medium', 'unknown');
const newFinding = fc.record({
  severity,
  slot: fc.integer({ min: 0, max: 24 }),
  rule: fc.integer({ min: 0, max: 2 }),
  host: fc.integer({ min: 0, max: 2 }),
  /** Steps of one detection: they fold whatever lies between them. */
  delay: fc.constantFrom(0, 0, 0, 7 * minute, 300 * minute),
  isDated: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
});
const operation = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), findings: fc.array(newFinding, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('severity' as const), pick: fc.nat(), severity }),
  fc.record({ kind: fc.constant('activity' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('close' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('reopen' as const), pick: fc.nat() }),
);
const run = fc.record({
  findings: fc.array(newFinding, { minLength: 5, maxLength: 30 }),
  order: fc.constantFrom('work', 'time-desc', 'time-asc', 'arrived-desc'),
  rows: fc.integer({ min: 1, max: 9 }),
  onlyOpen: fc.boolean(),
  /** What matches is looked up once, ahead of all that happens, or with each page. */
  isAskedOnce: fc.boolean(),
  severities: fc.subarray<Severity>(['critical', 'high', 'unknown'], { minLength: 1 }),
  /** Between each page and the next. */
  between: fc.array(fc.array(operation, { maxLength: 3 }), { minLength: 1, maxLength: 6 }),
});
type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;
type Operation = Run['between'][number][number];

/** One that rises into the question ahead of where the scroll stands, and folds with one that lies behind: that one is met. */
const made = { rule: 0, host: 0, delay: 0, isDated: false, slot: 0 };
const risen: Run = {
  findings: [
    { ...made, rule: 1, host: 1, severity: 'high' },
    { ...made, rule: 1, host: 1, severity: 'critical', delay: 300 * minute, isDated: true },
    { ...made, severity: 'unknown', slot: 1, isDated: true },
    { ...made, severity: 'unknown', delay: 300 * minute },
  ],
  order: 'arrived-desc',
  rows: 2,
  onlyOpen: false,
  isAskedOnce: false,
  severities: ['high', 'unknown'],
  // The second of all.
  between: [[{ kind: 'severity', pick: 1, severity: 'high' }], []],
};

interface Truth {
  uid: string;
  severity: Severity;
  state: string;
  version: number;
  /** The number of its last change, or of its mark's. */
  changed: number;
  record: SourceRecord;
}

test(
  `${runs} scrolls amid changes repeat nothing, miss nothing and count what is new`,
  async () => {
    await fc.assert(fc.asyncProperty(run, scrollAmid), { numRuns: runs, endOnFailure: false, examples: [[risen]] });
  },
  runs * 1_000,
);

async function scrollAmid({ findings, order, rows, onlyOpen, isAskedOnce, severities, between }: Run): Promise<void> {
  const { database } = list;
  await sql`delete from finding`.execute(database.sql);
  await sql`delete from mark`.execute(database.sql);
  const base = Math.floor((Date.now() - 20 * 60 * minute) / minute) * minute;
  let made = 0;
  const make = (given: Run['findings'][number]): SourceRecord => {
    made += 1;
    const happened = given.isDated ? base + given.slot * 20 * minute : null;
    return toRecord(`k${made}`, {
      happened,
      arrived: (happened ?? base) + given.delay,
      severity: given.severity,
      title: `Rule ${given.rule}`,
      entities: [{ kind: 'host', value: `host-${given.host}`, role: 'source' }] as SourceRecord['entities'],
    });
  };
  await list.keep({ records: findings.map(make) });
  const filters: Record<string, FilterValues> = {
    severity: { include: severities, exclude: [] },
    ...(onlyOpen ? { status: { include: [], exclude: ['resolved', 'suppressed'] } } : {}),
  };
  const matches = (row: Truth) => severities.includes(row.severity) && !(onlyOpen && row.state === 'resolved');
  const toThis = () =>
    toMatch(database, {
      filters,
      range: { from: base - 10 * minute, to: Date.now() + 60_000 },
      asker: { person: ana.id, vendorOf: new Map([['made', 'made']]), now: Date.now() },
    });

  const snapshot = await readClock(database);
  let truth = await readTruth();
  const atStart = new Set(truth.map(({ uid }) => uid));
  const throughout = new Set(truth.filter(matches).map(({ uid }) => uid));
  const given: FoldedRow[] = [];
  const first = await toThis();
  let after: QueuePosition | null = null;
  for (let page = 0; ; page += 1) {
    const found: FoldedRow[] = await readRows(database, {
      match: isAskedOnce ? first : await toThis(),
      order,
      rows,
      snapshot,
      after,
    });
    given.push(...found);
    const last = found.at(-1);
    if (!last || found.length < rows) break;
    after = { snapshot, now: 0, total: 0, totalRows: 0, rank: last.rank, place: last.place, uid: last.place_uid };
    for (const operation of between[page] ?? []) {
      await apply(operation, truth, make);
      truth = await readTruth();
      for (const row of truth) if (!matches(row)) throughout.delete(row.uid);
    }
  }

  expect(
    given.filter((row, index) => isRepeated(given.slice(0, index), row, truth, snapshot)),
    'a row is given out once',
  ).toEqual([]);
  const shown = new Set(given.flatMap(({ uid, members }) => [uid, ...(members ?? []).map((member) => member.uid)]));
  expect(
    [...throughout].filter((uid) => !shown.has(uid)),
    'what matched throughout is there',
  ).toEqual([]);
  expect(
    [...shown].filter((uid) => !atStart.has(uid)),
    'what came later waits',
  ).toEqual([]);
  const news = await readNews(database, isAskedOnce ? first : await toThis(), snapshot);
  expect(news.added, 'and is counted').toBe(truth.filter((row) => !atStart.has(row.uid) && matches(row)).length);
  await expectEntriesTrue();
}

/**
 * Given out before, though nothing that it stands for, or stood for then, has changed since: what changed is given out again
 * where the order has it, and takes the place of the row before.
 */
function isRepeated(before: readonly FoldedRow[], row: FoldedRow, truth: readonly Truth[], snapshot: number): boolean {
  const first = before.find(({ uid }) => uid === row.uid);
  if (!first) return false;
  const behind = new Set([row, first].flatMap(({ uid, members }) => [uid, ...(members ?? []).map((one) => one.uid)]));
  return !truth.some(({ uid, changed }) => behind.has(uid) && changed > snapshot);
}

async function apply(
  operation: Operation,
  truth: readonly Truth[],
  make: (given: Run['findings'][number]) => SourceRecord,
): Promise<void> {
  if (operation.kind === 'insert') {
    await list.keep({ records: operation.findings.map(make) });
    return;
  }
  const one = truth[operation.pick % truth.length];
  if (!one) return;
  const { uid, version, record } = one;
  const decide = (decision: Parameters<TriageDesk['decide']>[0]['decision']) =>
    triage.decide({ uid, version, key: randomUUID(), decision }, ana);
  switch (operation.kind) {
    case 'severity':
      await list.keep({ records: [{ ...record, severity: operation.severity }] });
      return;
    case 'activity':
      await list.keep({ records: [{ ...record, active: (record.active ?? record.arrived ?? 0) + 90 * minute }] });
      return;
    case 'close':
      await decide({ kind: 'close', verdict: 'benign' });
      return;
    case 'reopen':
      if (one.state === 'resolved') await decide({ kind: 'reopen' });
  }
}

/** As the findings and the marks have it themselves. */
async function readTruth(): Promise<Truth[]> {
  const { rows } = await sql<Truth>`
    select f.uid, f.severity, coalesce(m.state, f.status) as state, coalesce(m.version, 0) as version,
      greatest(f.change, m.change) as changed, f.record
    from finding f left join mark m on m.uid = f.uid order by f.uid`.execute(list.database.sql);
  return rows;
}

/** The entries say what the findings and the marks say. */
async function expectEntriesTrue(): Promise<void> {
  const { rows } = await sql<{ uid: string }>`
    select coalesce(x.uid, f.uid) as uid
    from queue_entry x join queue_facts d on d.id = x.facts
      full join (finding f left join mark m on m.uid = f.uid) on f.uid = x.uid and f.at = x.at
    where x.uid is null or f.uid is null
      or (d.connection, d.severity, d.severity_rank, d.status, d.owner, d.verdict, d.is_open)
        is distinct from (f.connection, f.severity, f.severity_rank, coalesce(m.state, f.status), coalesce(m.owner, 'none'),
          coalesce(m.verdict, 'none'), coalesce(m.state, f.status) not in ('resolved', 'suppressed'))
      or (x.happened, x.arrived, x.active, x.sort_at, x.severity_rank, x.change, x.first_change, x.version, x.mark_change, x.matter)
        is distinct from (f.happened, f.arrived, f.active, f.sort_at, f.severity_rank, f.change, f.first_change,
          coalesce(m.version, 0), coalesce(m.change, 0), f.matter)`.execute(list.database.sql);
  expect(rows, 'entries that differ from their findings').toEqual([]);
}
