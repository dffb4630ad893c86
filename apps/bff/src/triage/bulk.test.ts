import { usmFixture } from '@watchfloor/connectors/conformance';
import type { Access, BulkDecision, BulkItem, BulkJob, BulkOutcome, Params } from '@watchfloor/contract';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { createQueueDesk, type QueueDesk } from '../queue/queue-desk.ts';
import { toVisible } from '../queue/visible.ts';
import { createCursorSealer } from '../sources/cursor.ts';
import { type SyncStage, startStage, until } from '../sync/testing/stage.ts';
import { decideChunk } from './bulk-chunk.ts';
import { type BulkCaller, type BulkDesk, createBulkDesk } from './bulk-desk.ts';
import { type BulkRunner, startBulkRunner } from './bulk-runner.ts';
import { createTriageDesk, type TriageDesk } from './triage-desk.ts';

type Stage = SyncStage<Awaited<ReturnType<typeof usmFixture.start>>>;

let stage: Stage;
let queue: QueueDesk;
let triage: TriageDesk;
let bulk: BulkDesk;
let uids: string[];
/** How far into `uids` tests have come: each has findings of its own. */
let used = 0;

const ana: BulkCaller = { person: 'p-1', name: 'Ana Ruiz', access: 'all', scope: 'all', requestId: 'r' };
const ben = { id: 'p-2', name: 'Ben Okoro', access: 'all', requestId: 'r' } as const;
const month = { from: 'now-40d', to: 'now' };
const benign: BulkDecision = { kind: 'close', verdict: 'benign' };
const chunkItems = 20;
const runners: BulkRunner[] = [];

beforeAll(async () => {
  stage = await startStage(usmFixture, { alarms: 700, events: 0 });
  const { database, book, sync } = stage;
  await database.sql
    .insertInto('person')
    .values([
      { id: ana.person, name: ana.name, email: 'ana@norrvik.test', contact: null, role: 'analyst' },
      { id: ben.id, name: ben.name, email: 'ben@norrvik.test', contact: null, role: 'analyst' },
    ])
    .execute();
  const sealer = createCursorSealer(new Uint8Array(32).fill(7), Date.now);
  queue = createQueueDesk({ database, book, sync, sealer, days: 40, now: Date.now });
  triage = createTriageDesk({ database, now: Date.now });
  bulk = createBulkDesk({
    database,
    matchOf: queue.matchOf,
    visibleTo,
    runner: { wake: () => runners.at(-1)?.wake() },
    findingsMax: 650,
    now: Date.now,
  });
  await until(
    () => queue.list(month, caller()),
    ({ sources }) => sources.every(({ state }) => state === 'complete'),
  );
  const { rows } = await sql<{ uid: string }>`select uid from queue_entry order by sort_at desc, uid`.execute(
    database.sql,
  );
  uids = rows.map(({ uid }) => uid);
});
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.close()));
});
afterAll(() => stage.close());

const caller = (access: Access = 'all') => ({ ...ana, access, scope: JSON.stringify(access) });
const visibleTo = (access: Access) => toVisible(stage.book, access).map(({ id }) => id);
const log = createLog(() => undefined);

function startRunner(leaseMs = 5_000): BulkRunner {
  const runner = startBulkRunner({ database: stage.database, visibleTo, chunkItems, leaseMs, log, now: Date.now });
  runners.push(runner);
  return runner;
}

/** Findings that no other test decides about. */
function fresh(count: number): string[] {
  used += count;
  const taken = uids.slice(used - count, used);
  if (taken.length < count) throw new Error('The stage has too few findings.');
  return taken;
}

/** Of the one finding with this word, as soon as it is kept. */
async function uidOf(word: string): Promise<string> {
  await stage.sync.wake(usmFixture.id);
  const { rows } = await until(
    () => queue.list({ ...month, q: word }, ana),
    ({ total }) => total === 1,
  );
  return rows[0]?.uid ?? '';
}

const key = () => crypto.randomUUID();
const freeze = (names: string[]) => bulk.freeze({ uids: names }, ana);
async function confirm(names: string[], decision: BulkDecision): Promise<BulkJob> {
  const { job } = await freeze(names);
  return bulk.confirm(job.id, { key: key(), findings: job.findings, decision }, ana);
}
const ended = (id: string) =>
  until(
    () => bulk.job(id, ana),
    ({ state }) => state !== 'running',
  );
const byBen = (uid: string, decision: { kind: 'take' } = { kind: 'take' }) =>
  triage.decide({ uid, version: 0, key: key(), decision }, ben);

async function receipt(id: string, outcome?: BulkOutcome): Promise<BulkItem[]> {
  const all: BulkItem[] = [];
  let after: number | null = 0;
  while (after !== null) {
    const page: Awaited<ReturnType<BulkDesk['items']>> = await bulk.items(id, { after, rows: 30, outcome }, ana);
    all.push(...page.items);
    after = page.next;
  }
  return all;
}

/** What was written about these, decision by decision. */
async function entriesOf(names: string[]): Promise<{ uid: string; kind: string; actor: string }[]> {
  const { rows } = await sql<{ uid: string; kind: string; actor: string }>`
    select uid, kind, actor from mark_entry where uid = any(${names}) order by id`.execute(stage.database.sql);
  return rows;
}

/** The findings that the audit log says were decided by a job, each as often as it says so. */
async function auditedOf(job: string): Promise<string[]> {
  const rows = await stage.database.sql
    .selectFrom('audit_entry')
    .select('detail')
    .where('target_id', '=', job)
    .where('action', 'not in', ['finding.bulk_begin', 'finding.bulk_end'])
    .execute();
  return rows.flatMap(({ detail }) => (detail.changes as { findings: string[] }[]).flatMap(({ findings }) => findings));
}

describe('a frozen set', () => {
  test('of a question is what its list counts, by source and state; nothing comes to it', async () => {
    const question: Params = { ...month, severity: 'medium' };
    const { total, snapshot } = await queue.list(question, ana);
    const before = await bulk.freeze({ question, snapshot }, ana);
    expect(before.job).toMatchObject({ state: 'frozen', findings: total, counts: { left: total, done: 0 } });
    expect(before.sources).toEqual([{ connection: usmFixture.id, findings: total }]);
    expect(before.states.reduce((sum, { findings }) => sum + findings, 0)).toBe(total);
    stage.simulator.insertAlarms([{ priority_label: 'medium', priority: 50 }]);
    await stage.sync.wake(usmFixture.id);
    await until(
      () => queue.list(question, ana),
      (now) => now.total === total + 1,
    );
    const after = await bulk.freeze({ question, snapshot }, ana);
    expect(after.job.findings).toBe(total);
    expect(await receipt(before.job.id, 'left')).toHaveLength(total);
  });

  test('of names is what is there and may be seen, and says whose some of it is', async () => {
    const names = fresh(5);
    await byBen(names[1] ?? '');
    const set = await freeze([...names, names[0] ?? '', 'usm:alarms:never-was']);
    expect(set).toMatchObject({ missing: 1, owners: [{ name: 'Ben Okoro', findings: 1 }] });
    expect(set.job.findings).toBe(5);
    const unseen = await bulk.freeze({ uids: names }, caller(['other']));
    expect(unseen).toMatchObject({ missing: 5, sources: [], job: { findings: 0 } });
  });

  test('that would be too large is refused with its count, and nothing is kept of it', async () => {
    const { total, snapshot } = await queue.list(month, ana);
    expect(total).toBeGreaterThan(650);
    await expect(bulk.freeze({ question: month, snapshot }, ana)).rejects.toMatchObject({
      code: 'too_many',
      message: `${total.toLocaleString('en-US')} findings match; at most 650 are decided at once. Narrow the filter.`,
    });
    const { rows } =
      await sql`select from bulk_job where findings = 0 and asked ->> 'snapshot' = ${String(snapshot)}`.execute(
        stage.database.sql,
      );
    expect(rows).toEqual([]);
  });

  test('is its maker’s alone', async () => {
    const { job } = await freeze(fresh(1));
    const other = { ...ana, person: ben.id };
    const given = { key: key(), findings: 1, decision: benign };
    await expect(bulk.confirm(job.id, given, other)).rejects.toMatchObject({ code: 'unknown_task' });
    await expect(bulk.items(job.id, { after: 0, rows: 10, outcome: undefined }, other)).rejects.toMatchObject({
      code: 'unknown_task',
    });
  });
});

describe('a confirmed decision', () => {
  test('is carried out once on each finding, and told: what a colleague changed since is left and named', async () => {
    startRunner();
    const told: string[] = [];
    const deaf = await stage.database.listen('watchfloor_marks', (payload) => void told.push(payload ?? ''));
    const [growing = ''] = stage.simulator.insertAlarms([
      { rule_method: 'Growing', priority_label: 'medium', priority: 50 },
    ]);
    const names = [...fresh(49), await uidOf('growing')];
    const { job } = await freeze(names);
    await byBen(names[7] ?? '');
    stage.simulator.mutate('alarms', [growing], { priority_label: 'critical', priority: 99 });
    await stage.sync.wake(usmFixture.id);
    await until(
      () => queue.finding(names[49] ?? '', ana),
      ({ changes }) => changes.length > 0,
    );
    await bulk.confirm(job.id, { key: key(), findings: 50, decision: benign }, ana);
    const end = await ended(job.id);
    expect(end).toMatchObject({ state: 'done', counts: { done: 48, conflict: 2, already: 0, gone: 0, left: 0 } });
    const conflicts = await receipt(job.id, 'conflict');
    const said = conflicts.map(({ uid, why, found }) => [uid, why, found?.state, found?.by]);
    expect(said).toHaveLength(2);
    expect(said).toEqual(
      expect.arrayContaining([
        [names[7], 'decided', 'in_progress', 'Ben Okoro'],
        [names[49], 'active', 'new', null],
      ]),
    );
    expect(conflicts.every(({ title }) => title !== null)).toBe(true);
    const done = names.filter((_, index) => index !== 7 && index !== 49);
    expect((await receipt(job.id, 'done')).map(({ uid }) => uid).toSorted()).toEqual(done.toSorted());
    expect(await entriesOf(done)).toEqual(
      expect.arrayContaining(done.map((uid) => ({ uid, kind: 'close', actor: ana.person }))),
    );
    expect(await entriesOf(done)).toHaveLength(48);
    expect((await auditedOf(job.id)).toSorted()).toEqual(done.toSorted());
    const sum = told.map((text) => (JSON.parse(text) as { decided: number }).decided);
    expect(sum.filter((decided) => decided > 1).reduce((a, b) => a + b, 0)).toBe(48);
    await deaf();
  });

  test('confirmed twice with one key is done once; with another count or another key it is refused', async () => {
    startRunner();
    const names = fresh(30);
    const { job } = await freeze(names);
    const given = { key: key(), findings: 30, decision: { kind: 'take' } as const };
    await expect(bulk.confirm(job.id, { ...given, findings: 29 }, ana)).rejects.toMatchObject({
      code: 'bad_parameter',
    });
    await Promise.all([bulk.confirm(job.id, given, ana), bulk.confirm(job.id, given, ana)]);
    await ended(job.id);
    await bulk.confirm(job.id, given, ana);
    await expect(bulk.confirm(job.id, { ...given, key: key() }, ana)).rejects.toMatchObject({ code: 'read_only' });
    expect(await entriesOf(names)).toHaveLength(30);
    const again = await confirm(names, { kind: 'take' });
    expect((await ended(again.id)).counts).toMatchObject({ done: 0, already: 30 });
  });

  test('is stopped between two findings: what was done stands, the rest is as it was', async () => {
    const names = fresh(120);
    const runner = startRunner();
    const job = await confirm(names, benign);
    const stopped = await until(
      () => bulk.job(job.id, ana),
      ({ counts }) => counts.done > 0,
    ).then(() => bulk.stop(job.id, ana));
    await runner.close();
    const { counts, state } = await bulk.job(job.id, ana);
    expect(state).toBe('stopped');
    expect(counts).toEqual(stopped.counts);
    expect([counts.done % chunkItems, counts.done + counts.left]).toEqual([0, 120]);
    expect(counts.left).toBeGreaterThan(0);
    expect(await entriesOf(names)).toHaveLength(counts.done);
    expect(await receipt(job.id, 'left')).toHaveLength(counts.left);
  });

  test('outlives who worked on it: what was not committed is done again, what was is not', async () => {
    const names = fresh(70);
    const job = await confirm(names, benign);
    const dead = crypto.randomUUID();
    const from = Date.now();
    await sql`update bulk_job set runner = ${dead}, runner_until = ${from + 600} where id = ${job.id}`.execute(
      stage.database.sql,
    );
    const deps = { runner: dead, leaseMs: 600, chunkItems, visibleTo, at: from };
    await stage.database.transaction((trx) => decideChunk(trx, job.id, deps));
    const died = stage.database.transaction(async (trx) => {
      await decideChunk(trx, job.id, deps);
      throw new Error('killed before the commit');
    });
    await expect(died).rejects.toThrow('killed before the commit');
    expect((await bulk.job(job.id, ana)).counts.done).toBe(chunkItems);
    startRunner();
    startRunner();
    const end = await ended(job.id);
    expect(end.counts).toMatchObject({ done: 70, conflict: 0 });
    expect(await entriesOf(names)).toHaveLength(70);
    expect((await auditedOf(job.id)).toSorted()).toEqual(names.toSorted());
  });

  test('covers nobody’s findings that its maker may not see any more, and ends where they may not decide any more', async () => {
    const names = fresh(45);
    const job = await confirm(names.slice(0, 20), benign);
    const limit = (access: Access | null) =>
      stage.database.sql
        .updateTable('person')
        .set({ access: JSON.stringify(access) })
        .where('id', '=', ana.person)
        .execute();
    await limit(['other']);
    startRunner();
    expect((await ended(job.id)).counts).toMatchObject({ done: 0, gone: 20 });
    const unseen = await bulk.items(job.id, { after: 0, rows: 5, outcome: 'gone' }, caller(['other']));
    expect(unseen.items.map(({ title, found }) => [title, found])).toEqual(unseen.items.map(() => [null, null]));
    await limit(null);
    const set = (role: 'viewer' | 'analyst') =>
      stage.database.sql.updateTable('person').set({ role }).where('id', '=', ana.person).execute();
    const { job: second } = await freeze(names.slice(20));
    await set('viewer');
    await bulk.confirm(second.id, { key: key(), findings: 25, decision: benign }, ana);
    expect(await ended(second.id)).toMatchObject({
      state: 'failed',
      why: 'Ana Ruiz may not decide any more.',
      counts: { left: 25 },
    });
    await set('analyst');
    expect(await entriesOf(names)).toEqual([]);
  });
});

test('a receipt is kept for a week, and a set that nobody confirmed for an hour', async () => {
  const [first, second] = [await freeze(fresh(2)), await freeze(fresh(1))];
  const { job: kept } = await freeze(fresh(1));
  const hour = 3_600_000;
  const age = (id: string, values: { state?: 'done'; ended_at?: number; frozen_at?: number }) =>
    stage.database.sql.updateTable('bulk_job').set(values).where('id', '=', id).execute();
  await age(first.job.id, { state: 'done', ended_at: Date.now() - 8 * 24 * hour });
  await age(second.job.id, { frozen_at: Date.now() - 2 * hour });
  startRunner();
  const left = await until(
    async () => {
      const ids = [first.job.id, second.job.id, kept.id];
      const items = stage.database.sql.selectFrom('bulk_item').select('job').where('job', 'in', ids);
      return (await items.execute()).map(({ job }) => job);
    },
    (jobs) => jobs.length === 1,
  );
  expect(left).toEqual([kept.id]);
});

describe('taking it back', () => {
  test('restores each as it was, but for what somebody changed since, and once', async () => {
    startRunner();
    const names = fresh(60);
    await byBen(names[3] ?? '');
    const job = await confirm(names, benign);
    await ended(job.id);
    await triage.decide({ uid: names[5] ?? '', version: 1, key: key(), decision: { kind: 'reopen' } }, ben);
    const undoKey = key();
    const undo = await bulk.undo(job.id, undoKey, ana);
    expect(undo).toMatchObject({ undoes: job.id, findings: 60 });
    expect((await ended(undo.id)).counts).toMatchObject({ done: 59, conflict: 1 });
    expect((await bulk.undo(job.id, undoKey, ana)).id).toBe(undo.id);
    await expect(bulk.undo(job.id, key(), ana)).rejects.toMatchObject({ code: 'read_only' });
    await expect(bulk.undo(undo.id, key(), ana)).rejects.toMatchObject({ code: 'read_only' });
    expect((await bulk.job(job.id, ana)).undoneBy).toBe(undo.id);
    const marks = await stage.database.sql
      .selectFrom('mark')
      .select(['uid', 'state', 'owner', 'verdict'])
      .where('uid', 'in', names)
      .execute();
    const stateOf = (uid: string | undefined) => marks.find((mark) => mark.uid === uid);
    expect(stateOf(names[3])).toMatchObject({ state: 'in_progress', owner: ben.id, verdict: null });
    expect(stateOf(names[0])).toMatchObject({ state: null, owner: null, verdict: null });
    expect((await receipt(undo.id, 'conflict')).map(({ uid, found }) => [uid, found?.by])).toEqual([
      [names[5], 'Ben Okoro'],
    ]);
    expect((await bulk.jobs(ana)).slice(0, 2).map(({ id }) => id)).toEqual([undo.id, job.id]);
  });

  test('a receipt is a file that no spreadsheet calculates', async () => {
    startRunner();
    stage.simulator.insertAlarms([{ rule_method: '=HYPERLINK("http://evil.example")' }]);
    const uid = await uidOf('hyperlink');
    const job = await confirm([uid], benign);
    await ended(job.id);
    let text = '';
    for await (const piece of await bulk.receipt(job.id, ana)) text += piece;
    const [head, line] = text.trim().split('\r\n');
    expect(head).toContain('"position","uid","connection","finding","outcome"');
    expect(line).toContain(`1,"${uid}","${usmFixture.id}","'=HYPERLINK(""http://evil.example"")","done"`);
  });
});
