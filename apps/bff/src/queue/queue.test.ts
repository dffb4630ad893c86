import { usmFixture } from '@watchfloor/connectors/conformance';
import {
  aroundAnswerSchema,
  type Decision,
  type Params,
  type QueueAnswer,
  type QueueRow,
  queueAnswerSchema,
  queueFacetsAnswerSchema,
} from '@watchfloor/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCursorSealer } from '../sources/cursor.ts';
import { type SyncStage, startStage, until } from '../sync/testing/stage.ts';
import { createTriageDesk, type TriageDesk } from '../triage/triage-desk.ts';
import { createQueueDesk, type QueueDesk } from './queue-desk.ts';

type Stage = SyncStage<Awaited<ReturnType<typeof usmFixture.start>>>;

let stage: Stage;
let queue: QueueDesk;
let triage: TriageDesk;
const caller = { person: 'p-1', access: 'all', scope: 'all' } as const;
const ana = { id: 'p-1', name: 'Ana Ruiz', access: 'all', requestId: 'r' } as const;
const ben = { ...ana, id: 'p-2', name: 'Ben Okoro' };
const month = { from: 'now-40d', to: 'now' };

beforeAll(async () => {
  stage = await startStage(usmFixture, { alarms: 400, events: 0 });
  const { database, book, sync } = stage;
  queue = createQueueDesk({
    database,
    book,
    sync,
    sealer: createCursorSealer(new Uint8Array(32).fill(7), Date.now),
    days: 40,
    now: Date.now,
  });
  triage = createTriageDesk({ database, now: Date.now });
  await until(
    () => queue.list(month, caller),
    ({ sources }) => sources.every(({ state }) => state === 'complete'),
  );
});
afterAll(() => stage.close());

async function scroll(params: Params, between: (pages: QueueAnswer[]) => Promise<void> = () => Promise.resolve()) {
  const pages: QueueAnswer[] = [];
  let cursor: string | undefined;
  do {
    const page: QueueAnswer = await queue.list({ ...month, rows: '50', ...params, ...(cursor && { cursor }) }, caller);
    pages.push(queueAnswerSchema.parse(page));
    cursor = page.cursor ?? undefined;
    await between(pages);
  } while (cursor !== undefined);
  return { pages, rows: pages.flatMap(({ rows }) => rows) };
}

/** Of the rows and of what stands behind them. */
const uidsOf = (rows: readonly QueueRow[]) =>
  rows.flatMap(({ uid, fold }) => [uid, ...(fold?.members.map((member) => member.uid) ?? [])]);
const toKey = (uid: string) => uid.slice(uid.lastIndexOf(':') + 1);

const decide = (uid: string, version: number, decision: Decision, by: typeof ana | typeof ben = ana) =>
  triage.decide({ uid, version, key: crypto.randomUUID(), decision }, by);

describe('asking', () => {
  test.each(['work', 'time-desc', 'arrived-desc', 'active-desc'])(
    'a scroll by %s gives every finding once and in order, and what comes meanwhile waits behind the pill',
    async (order) => {
      const { oracle } = stage.simulator;
      const before = oracle.alarms();
      let late: string[] = [];
      const { pages, rows } = await scroll({ order }, async (soFar) => {
        if (soFar.length !== 2) return;
        late = stage.simulator.insertAlarms([{ priority_label: 'critical', priority: 95 }, {}]);
        await stage.sync.wake(usmFixture.id);
        await until(
          () => queue.news({ ...month }, soFar[0]?.snapshot ?? 0, caller),
          ({ added }) => added === 2,
        );
      });
      expect(uidsOf(rows).map(toKey).toSorted()).toEqual(before.toSorted());
      expect(pages.map(({ total }) => total)).toEqual(pages.map(() => before.length));
      expect(pages.map(({ totalRows }) => totalRows)).toEqual(pages.map(() => rows.length));
      expect(rows.length).toBeLessThan(before.length);
      const news = await queue.news(month, pages[0]?.snapshot ?? 0, caller);
      expect(news).toMatchObject({ added: late.length, critical: 1 });
      const again = await scroll({ order });
      expect(uidsOf(again.rows).map(toKey)).toEqual(expect.arrayContaining(late));
      const ranks = ['fatal', 'critical', 'high', 'unknown', 'other', 'medium', 'low', 'informational'];
      // A row of several stands by the oldest of them in work order, and by the latest else.
      const places = again.rows.flatMap(({ severity, happened, arrived, active, fold }) => {
        if (order === 'work') return [ranks.indexOf(severity) * 1e14 + (fold?.from ?? happened ?? 0)];
        if (order === 'time-desc') return [-(fold?.to ?? happened ?? 0)];
        const time = order === 'arrived-desc' ? arrived : (active ?? happened);
        return fold ? [] : [-(time ?? 0)];
      });
      expect(places.length).toBeGreaterThan(50);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    },
  );

  test('facets count each value under all other filters, as lists of them do', async () => {
    const filters = { severity: ['high', 'medium'], not_status: 'resolved' };
    const answer = queueFacetsAnswerSchema.parse(await queue.facets({ ...month, ...filters }, caller));
    expect(answer.total).toBe(uidsOf((await scroll(filters)).rows).length);
    let counted = 0;
    for (const { filter, values } of answer.facets) {
      if (values.length === 0) continue;
      const others: Params = { ...filters };
      delete others[filter];
      delete others[`not_${filter}`];
      for (const { value, count } of values.slice(0, 4)) {
        const { total } = await queue.list({ ...month, ...others, [filter]: value }, caller);
        expect([filter, value, total]).toEqual([filter, value, count]);
        counted += 1;
      }
    }
    expect(counted).toBeGreaterThan(12);
    const inBins = answer.histogram.bins.flatMap(({ counts }) => Object.values(counts));
    expect(inBins.reduce((sum, count) => sum + count, 0)).toBe(answer.total);
    expect(answer.histogram.unread).toEqual([]);
  });

  test('words are looked for as they are, also those that mean something to a database', async () => {
    const titles = ['100% of the_disk \\ full', "'; drop table finding; --", 'Ärger mit Größe'];
    stage.simulator.insertAlarms(titles.map((rule_method) => ({ rule_method })));
    await stage.sync.wake(usmFixture.id);
    await until(
      () => queue.list({ ...month, q: 'größe' }, caller),
      ({ total }) => total === 1,
    );
    for (const q of ['"100% of"', 'the_disk', '"; drop table finding; --"', 'ärger größe', 'title:100']) {
      const { rows } = await queue.list({ ...month, q }, caller);
      expect(rows.map(({ title }) => title)).toHaveLength(1);
    }
    expect((await queue.list({ ...month, q: '"% 100"' }, caller)).total).toBe(
      (await queue.list({ ...month, q: '"100"' }, caller)).total,
    );
    await expect(queue.list({ ...month, q: '\\' }, caller)).rejects.toMatchObject({ code: 'bad_parameter' });
  });

  test('an export holds each finding that the list counts once, by itself, says how complete it is, and is an entry of the audit log', async () => {
    const exporter = { ...caller, name: 'Ana Ruiz', requestId: 'r' };
    const params = { ...month, severity: 'high' };
    const { total, snapshot } = await queue.list(params, caller);
    stage.simulator.insertAlarms([{ priority_label: 'high', priority: 80 }]);
    await stage.sync.wake(usmFixture.id);
    await until(
      () => queue.list(params, caller),
      (later) => later.total === total + 1,
    );
    const read = async (format: 'csv' | 'ndjson') => {
      let text = '';
      for await (const piece of (await queue.export(params, format, snapshot, exporter)).text) text += piece;
      return text;
    };
    expect((await queue.export(params, 'csv', undefined, exporter)).total, 'without a snapshot, all').toBe(total + 1);
    const [head, ...rest] = (await read('ndjson'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rest.at(-1), 'a file without it was cut').toEqual({ line: 'end', findings: total, total });
    const lines = rest.slice(0, -1);
    expect(head).toMatchObject({ line: 'head', total, sources: [{ state: 'complete' }] });
    expect(new Set(lines.map(({ uid }) => uid)).size).toBe(total);
    expect(lines).toHaveLength(total);
    const csv = (await read('csv')).trim().split('\r\n');
    expect(csv.filter((line) => line.startsWith('"finding"'))).toHaveLength(total);
    expect(csv.filter((line) => line.startsWith('"source"'))).toHaveLength(1);
    expect(csv.at(-1)).toMatch(new RegExp(`^"end",.*"${total} of ${total} findings"$`));
    expect(new Set(csv.map((line) => line.split(',').length > 20)), 'each line has all columns').toEqual(
      new Set([true]),
    );
    const audited = await stage.database.sql
      .selectFrom('audit_entry')
      .select('detail')
      .where('action', '=', 'finding.export')
      .execute();
    expect(audited).toHaveLength(3);
    expect(audited[1]?.detail).toMatchObject({ findings: total });
  });

  test('around a finding, the others that name the same within a day are counted, and how far was looked is told', async () => {
    const at = Date.now() - 120_000;
    const alarm = (values: object) => ({ rule_method: 'Around', timestamp_occured: String(at), ...values });
    const [first = ''] = stage.simulator.insertAlarms([
      alarm({ source_username: 'svc-around', source_name: 'NVK-AROUND-01' }),
      alarm({ source_username: 'SVC-Around', source_name: 'NVK-AROUND-02', priority_label: 'high', priority: 80 }),
      alarm({ source_username: 'somebody-else' }),
    ]);
    await stage.sync.wake(usmFixture.id);
    const found = await until(
      () => queue.list({ ...month, q: 'around' }, caller),
      ({ total }) => total === 3,
    );
    const uid = uidsOf(found.rows).find((one) => one.endsWith(first)) ?? '';
    const { values, sources, left } = aroundAnswerSchema.parse(await queue.around(uid, caller));
    expect(sources).toMatchObject([{ connection: usmFixture.id, unread: [] }]);
    expect(left).toBe(0);
    const connection = usmFixture.id;
    const [user] = values.filter(({ value }) => value === 'svc-around');
    expect(user).toMatchObject({
      kind: 'user',
      counts: [{ connection, findings: 1, worst: 'high' }],
      lookups: [{ connection, resource: 'events', filter: 'source_username', values: ['svc-around'], byId: false }],
      noLookups: [],
    });
    const [host] = values.filter(({ value }) => value === 'NVK-AROUND-01');
    expect(host).toMatchObject({ counts: [], lookups: [{ filter: 'source_name' }] });
    await expect(queue.around(uid, { ...caller, access: [] })).rejects.toMatchObject({ code: 'unknown_finding' });
  });

  test('whoever may not see a connection finds nothing of it, and no source', async () => {
    const [row] = (await queue.list(month, caller)).rows;
    const nobody = { ...caller, access: ['other'], scope: 'other' };
    expect(await queue.list(month, nobody)).toMatchObject({ rows: [], total: 0, sources: [] });
    expect((await queue.facets(month, nobody)).total).toBe(0);
    await expect(queue.finding(row?.uid ?? '', nobody)).rejects.toMatchObject({ code: 'unknown_finding' });
    const given = { uid: row?.uid ?? '', version: 0, key: crypto.randomUUID(), decision: { kind: 'take' } } as const;
    await expect(triage.decide(given, { ...ana, access: ['other'] })).rejects.toMatchObject({
      code: 'unknown_finding',
    });
  });

  test('a vendor that is away is told, and so is what of the range was never read', async () => {
    await stage.simulator.setListening(false);
    const answer = await until(
      () => queue.list(month, caller),
      ({ sources }) => sources.some(({ state }) => state === 'failed'),
    );
    expect(answer.sources[0]).toMatchObject({ state: 'failed' });
    expect(answer.total).toBe(stage.simulator.oracle.alarms().length);
    const earlier = await queue.list({ from: 'now-90d', to: 'now-60d' }, caller);
    expect(earlier.sources[0]?.state).not.toBe('complete');
    await stage.simulator.setListening(true);
    await until(
      () => queue.list(month, caller),
      ({ sources }) => sources.every(({ state }) => state === 'complete'),
      40_000,
    );
  }, 90_000);
});

describe('deciding', () => {
  test('take, close, undo: each with its history, its audit row and its place in the filters', async () => {
    const [row] = (await queue.list({ ...month, order: 'work' }, caller)).rows;
    const uid = row?.uid ?? '';
    const taken = await decide(uid, 0, { kind: 'take' });
    expect(taken.mark).toMatchObject({ state: 'in_progress', owner: { name: 'Ana Ruiz' }, version: 1 });
    expect((await queue.list({ ...month, owner: 'me' }, caller)).rows.map((one) => one.uid)).toEqual([uid]);
    const closed = await decide(uid, 1, { kind: 'close', verdict: 'benign', note: 'CHG-20418' });
    expect(closed.mark).toMatchObject({ state: 'resolved', verdict: 'benign', version: 2 });
    expect((await queue.list({ ...month, verdict: 'benign' }, caller)).total).toBe(1);
    expect(closed).toMatchObject({ decided: 1, conflicts: [] });
    await decide(uid, 2, { kind: 'undo', entry: closed.entry });
    const { row: now, history } = await queue.finding(uid, caller);
    expect(now.mark).toMatchObject({ state: 'in_progress', verdict: null, version: 3 });
    expect(history.map(({ kind, by, note }) => [kind, by, note])).toEqual([
      ['undo', 'Ana Ruiz', null],
      ['close', 'Ana Ruiz', 'CHG-20418'],
      ['take', 'Ana Ruiz', null],
    ]);
    const audited = await stage.database.sql
      .selectFrom('audit_entry')
      .select('action')
      .where('target_id', '=', uid)
      .orderBy('id')
      .execute();
    expect(audited.map(({ action }) => action)).toEqual(['finding.take', 'finding.close', 'finding.undo']);
  });

  test('of two who decide at once one is told of the other, and nothing is done twice', async () => {
    const [, row] = (await queue.list(month, caller)).rows;
    const uid = row?.uid ?? '';
    const both = await Promise.allSettled([
      decide(uid, 0, { kind: 'close', verdict: 'benign' }),
      decide(uid, 0, { kind: 'take' }, ben),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'version_conflict', extras: { current: { version: 1 } } });

    const key = crypto.randomUUID();
    const given = { uid, version: 1, key, decision: { kind: 'note', note: 'seen' } } as const;
    const twice = await Promise.all([triage.decide(given, ana), triage.decide(given, ana)]);
    expect(new Set(twice.map(({ entry }) => entry)).size).toBe(1);
    expect((await queue.finding(uid, caller)).history.filter(({ kind }) => kind === 'note')).toHaveLength(1);
  });

  test('a decision survives what the vendor says later, opens again on severity, and is remembered for its like', async () => {
    const [first, second] = stage.simulator.insertAlarms(
      [1, 2].map(() => ({
        rule_method: 'Twin',
        source_username: 'maja.lindqvist',
        priority_label: 'medium',
        priority: 50,
      })),
    );
    await stage.sync.wake(usmFixture.id);
    const found = await until(
      () => queue.list({ ...month, q: 'twin' }, caller),
      ({ total }) => total === 2,
    );
    const uidOf = (key = '') => uidsOf(found.rows).find((uid) => uid.endsWith(key)) ?? '';
    await decide(uidOf(first), 0, { kind: 'close', verdict: 'benign' });
    const other = await queue.finding(uidOf(second), caller);
    expect(other.seenBefore).toMatchObject({ decided: 1, verdicts: { benign: 1 }, last: { by: 'Ana Ruiz' } });

    stage.simulator.mutate('alarms', [first ?? ''], { priority_label: 'high', priority: 80 });
    await stage.sync.wake(usmFixture.id);
    const again = await until(
      () => queue.finding(uidOf(first), caller),
      ({ row }) => row.mark.reopened !== null,
    );
    expect(again.row.mark).toMatchObject({ state: 'new', verdict: 'benign' });
    expect(again.row.mark.reopened?.why).toContain('severity rose from medium to high');
    expect(again.history[0]).toMatchObject({ kind: 'active_again', before: { state: 'resolved' } });
    expect(again.changes[0]).toMatchObject({ before: { severity: 'medium' }, after: { severity: 'high' } });
  });

  test('what waits tells marks apart from what changed at the vendor, and names what arrived late', async () => {
    const [grown = ''] = stage.simulator.insertAlarms([{ rule_method: 'Grows', source_name: 'NVK-LT-0001' }]);
    await stage.sync.wake(usmFixture.id);
    await until(
      () => queue.list({ ...month, q: 'grows' }, caller),
      ({ total }) => total === 1,
    );
    const page = await queue.list({ ...month, rows: '3', order: 'time-desc' }, caller);
    const taken = page.rows[1];
    if (!taken) throw new Error('too few rows');
    expect(await queue.news(month, page.snapshot, caller)).toMatchObject({
      added: 0,
      changed: 0,
      markedTotal: 0,
      late: null,
    });
    await decide(taken.uid, taken.mark.version, { kind: 'take' });
    stage.simulator.mutate('alarms', [grown], {
      priority_label: 'high',
      priority: 81,
      rule_strategy: 'Grown',
    });
    const happened = Date.now() - 2 * 3_600_000;
    stage.simulator.insertAlarms([{ rule_method: 'Came late', timestamp_occured: String(happened) }]);
    const task = { connection: usmFixture.id, resource: 'alarms', kind: 'read' as const, asked_by_name: 'the test' };
    await stage.database.sql
      .insertInto('read_task')
      .values({ ...task, from_at: happened - 1_000, to_at: happened + 1_000 })
      .execute();
    await stage.sync.wake(usmFixture.id);
    const news = await until(
      () => queue.news(month, page.snapshot, caller),
      ({ added, changed }) => added === 1 && changed === 1,
      8_000,
    );
    expect(news).toMatchObject({ marked: [taken.uid], markedTotal: 1, late: { count: 1, oldest: happened } });
    expect(news.sources.map(({ connection }) => connection)).toContain(usmFixture.id);
    // What no longer matches does not wait: it is told in place.
    expect(await queue.news({ ...month, status: 'new' }, page.snapshot, caller)).toMatchObject({ markedTotal: 0 });
  });

  test('a finding is read by its name alone, also where its connection was removed, and where only the copy of a decision is left', async () => {
    const [key = ''] = stage.simulator.insertAlarms([{ rule_method: 'Kept', status: 'open' }]);
    await stage.sync.wake(usmFixture.id);
    const { rows } = await until(
      () => queue.list({ ...month, q: 'kept' }, caller),
      ({ total }) => total === 1,
    );
    const uid = rows[0]?.uid ?? '';
    expect((await queue.finding(uid, caller)).vendorOpen).toBe(true);
    await decide(uid, 0, { kind: 'close', verdict: 'benign' });
    const { database, sync } = stage;
    const without = createQueueDesk({
      database,
      book: { list: () => [] },
      sync,
      sealer: createCursorSealer(new Uint8Array(32).fill(7), Date.now),
      days: 40,
      now: Date.now,
    });
    expect((await without.finding(uid, caller)).row).toMatchObject({ title: 'Kept', mark: { verdict: 'benign' } });
    await expect(without.finding(uid, { ...caller, access: ['other'] })).rejects.toMatchObject({
      code: 'unknown_finding',
    });
    await stage.database.sql.deleteFrom('finding').where('uid', '=', uid).execute();
    const left = await queue.finding(uid, caller);
    expect(left).toMatchObject({ vendorOpen: null, row: { uid, key, title: 'Kept', mark: { state: 'resolved' } } });
    expect(left.history).toHaveLength(1);
  });

  test('repeats of a rule on one host are one row, decided as one, but for the one that a colleague took; undone as one', async () => {
    const at = Date.now() - 60_000;
    stage.simulator.insertAlarms(
      Array.from({ length: 41 }, (_, index) => ({
        rule_method: 'Probe',
        source_name: 'NVK-SCAN-01',
        timestamp_occured: String(at - index * 10_000),
      })),
    );
    // Of the same matter, after a longer pause.
    stage.simulator.insertAlarms([
      { rule_method: 'Probe', source_name: 'NVK-SCAN-01', timestamp_occured: String(at - 5 * 3_600_000) },
    ]);
    await stage.database.sql
      .insertInto('read_task')
      .values({
        connection: usmFixture.id,
        resource: 'alarms',
        kind: 'read',
        from_at: at - 6 * 3_600_000,
        to_at: at,
        asked_by_name: 'the test',
      })
      .execute();
    await stage.sync.wake(usmFixture.id);
    const probes = { ...month, q: 'probe nvk-scan-01' };
    const { rows, totalRows } = await until(
      () => queue.list({ ...probes, order: 'time-desc' }, caller),
      ({ total }) => total === 42,
    );
    expect(totalRows).toBe(2);
    const [row] = rows;
    expect(row?.fold).toMatchObject({ count: 41, from: at - 400_000, to: at });
    const members = row?.fold?.members ?? [];
    await decide(members[7]?.uid ?? '', 0, { kind: 'take' }, ben);
    const given = { uid: row?.uid ?? '', version: 0, key: crypto.randomUUID(), members };
    const closed = await triage.decide({ ...given, decision: { kind: 'close', verdict: 'benign' } }, ana);
    expect(closed).toMatchObject({
      decided: 40,
      conflicts: [{ uid: members[7]?.uid, mark: { owner: { name: 'Ben Okoro' } } }],
    });
    expect((await queue.list({ ...probes, verdict: 'benign' }, caller)).total).toBe(40);
    const undone = await decide(given.uid, 1, { kind: 'undo', entry: closed.entry });
    expect(undone).toMatchObject({ decided: 40, mark: { state: 'new', verdict: null } });
    expect((await queue.list({ ...probes, verdict: 'benign' }, caller)).total).toBe(0);
  });
});
