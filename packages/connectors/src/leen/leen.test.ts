import type { SourceRecord } from '@watchfloor/contract';
import type { LeenSimulator, LeenSimulatorOptions } from '@watchfloor/simulators';
import { afterEach, expect, test } from 'vitest';
import {
  closeOpened,
  compare,
  connectTo,
  contextFor,
  createRandom,
  errorOf,
  nothingWrong,
  only,
  question,
  readerOf,
  startVendor,
  walk,
  wholeRange,
} from '../conformance.ts';
import type { CallContext, ListQuestion, ReadPosition } from '../connector.ts';
import type { OpenConnection } from '../open-connection.ts';
import { leenFindings, leenFixture } from './conformance.ts';

afterEach(closeOpened);

const hour = 3_600_000;
const start = (options: LeenSimulatorOptions = {}) => startVendor(leenFixture, options);
const connect = (simulator: LeenSimulator, config: Record<string, unknown> = {}) =>
  connectTo(leenFixture, simulator, config);
const findings = (connection: OpenConnection) => readerOf(connection, 'idp-alerts');
const everything = { resource: 'idp-alerts', filters: {}, order: 'time-desc' };
const whole = (connection: OpenConnection, order = 'time-desc') =>
  walk(connection, { ...everything, order }, wholeRange());

test('control: a walk over offsets, without the reader, repeats or loses findings', async () => {
  const { simulator, connection } = await start();
  const mark = simulator.oracle.journal.seq;
  const keys: string[] = [];
  for (let offset = 0; offset < 1_000; offset += 20) {
    const { json } = await connection.client.get({
      path: '/idp/alerts',
      params: [['limit', '20'], ...(offset === 0 ? [] : [['offset', String(offset)] as const])],
      signal: AbortSignal.timeout(5_000),
    });
    const { items } = json as { items: { finding_info?: { uid?: string }; metadata?: { uid?: string } }[] };
    keys.push(...items.map((item) => item.finding_info?.uid ?? item.metadata?.uid ?? ''));
    if (items.length === 0) break;
    const list = simulator.oracle.findings();
    simulator.remove([0.1, 0.4, 0.8].map((share) => list[Math.floor(list.length * share)] ?? ''));
  }
  const found = new Set(keys);
  expect(simulator.oracle.matchedThroughout({}, mark).filter((key) => !found.has(key)).length).toBeGreaterThan(0);
});

test.each([
  ['as documented', {}],
  ['cursors are not heeded', { cursorMode: 'ignored' }],
  ['cursors are refused, offset 0 as well', { cursorMode: 'refused', refuseOffsetZero: true }],
  ['cursor answers count', { cursorCounts: true }],
  ['no answer counts', { total: 'null' }],
  ['cursors go over empty pages', { emptyCursorPageEvery: 2 }],
  ['times are ISO', { times: 'iso' }],
  ['times are in microseconds', { times: 'us' }],
  ['times have other names', { times: 'dt' }],
  ['severities are numbers alone', { severityKeys: 'id' }],
  ['severities are words, padded', { severityKeys: 'text', severityText: 'padded' }],
  ['parts are missing, as null', { parts: 'mixed', absent: 'null' }],
  ['a resource stands alone', { resources: 'single' }],
  ['updated means the provider’s clock', { updatedClock: 'source' }],
  ['answers are compressed', { gzip: true }],
] as const)('the whole list is read where %s', async (_name, switches) => {
  const { simulator, connection } = await start({ switches });
  for (const order of ['time-desc', 'severity-desc']) {
    const walked = await whole(connection, order);
    const all = simulator.oracle.findings();
    expect({ ...compare(walked, all, all), partial: walked.partial, errors: walked.errors }).toEqual({
      ...nothingWrong,
      partial: [],
      errors: [],
    });
    expect(all.length).toBeGreaterThan(100);
  }
  for (const { query } of simulator.requests) expect(query).not.toMatch(/offset=0(?:&|$)/);
});

test('a cursor that expires is begun again once, then the list is read by number', async () => {
  for (const times of [1, 2]) {
    const { simulator, connection } = await start();
    let answers = 0;
    simulator.beforeRequest = ({ path }) => {
      if (path.includes('/idp/') && ++answers % 2 === 0 && answers <= times * 2) simulator.expireCursors();
    };
    const walked = await whole(connection);
    simulator.beforeRequest = undefined;
    const all = simulator.oracle.findings();
    expect({ ...compare(walked, all, all), errors: walked.errors }).toEqual({ ...nothingWrong, errors: [] });
  }
});

test('a scroll that outlives its copies gives every finding once, and each page says what it covers', async () => {
  const { simulator, connection } = await start();
  const reader = findings(connection);
  const asking = question({ rows: 40 });
  const random = createRandom(1);
  const mark = simulator.oracle.journal.seq;
  const records: SourceRecord[] = [];
  let position: ReadPosition | null = null;
  let passedMs = 0;
  let coveredTo = asking.to;
  do {
    const context: CallContext = { ...contextFor(connection), now: () => Date.now() + passedMs };
    context.deadlineAt += passedMs;
    const page: Awaited<ReturnType<typeof reader.list>> = await reader.list(asking, position, context);
    records.push(...page.records);
    if (page.covered) {
      expect(page.covered.to).toBeLessThanOrEqual(coveredTo);
      coveredTo = page.covered.from;
    }
    position = page.next;
    passedMs += 61_000;
    leenFindings.disturb(simulator, random, everything);
  } while (position !== null);
  const { oracle } = simulator;
  expect(compare({ records }, oracle.matchedThroughout({}, mark), oracle.matchedSometime({}, mark))).toEqual(
    nothingWrong,
  );
  const times = records.map(({ happened }) => happened ?? 0);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(coveredTo).toBe(asking.from);
});

test('a finding is one row: its latest record, from when it was created, with the others in its history', async () => {
  const { simulator, connection } = await start();
  const created = Date.now() - 2 * hour;
  const [uid = ''] = simulator.insertFindings([
    {
      finding_info: { uid: 'series-1', title: 'Anomalous token', created_time: created },
      time: created,
      severity: 'HIGH',
      severity_id: 4,
    },
  ]);
  simulator.update([uid], { severity: 'CRITICAL', severity_id: 5 });
  simulator.closeFindings([uid]);
  const page = await findings(connection).list(question({ rows: 1_000 }), null, contextFor(connection));
  const rows = page.records.filter(({ key }) => key === uid);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    title: 'Anomalous token',
    happened: created,
    status: 'resolved',
    cells: { activity: 'Close' },
  });
  expect(rows[0]?.active ?? 0).toBeGreaterThan(created);
  const detail = await findings(connection).get(uid, rows[0]?.hint, contextFor(connection));
  const history = detail.sections.find(({ kind }) => kind === 'steps');
  expect(history?.kind === 'steps' && history.steps.map(({ title }) => title)).toEqual(['Create', 'Update', 'Close']);
});

test('filters give what the records say, and say who applied them', async () => {
  const { simulator, connection } = await start();
  const all = (await whole(connection)).records;
  const wanted = (matches: (record: SourceRecord) => boolean) => all.filter(matches).map(({ key }) => key);
  const user = all.find(({ cells }) => cells.user !== null)?.cells.user as string;
  const type = all.find(({ eventType }) => eventType !== undefined)?.eventType ?? '';
  const cases: [string, ListQuestion['filters'], string[]][] = [
    ['severity', { severity: only('high', 'critical') }, wanted(({ severity }) => /^(high|critical)$/.test(severity))],
    [
      'not informational',
      { severity: { include: [], exclude: ['informational'] } },
      wanted(({ severity }) => severity !== 'informational'),
    ],
    ['activity', { activity: only('close') }, wanted(({ cells }) => cells.activity === 'Close')],
    ['event type', { event_type: only(type) }, wanted(({ cells }) => String(cells.types).split(', ').includes(type))],
    [
      'user',
      { user: only(user) },
      wanted(({ entities }) => entities.some(({ kind, value }) => kind === 'user' && value === user)),
    ],
    ['label', { priority_label: only('none') }, wanted(({ priorityLabel }) => priorityLabel === undefined)],
  ];
  for (const [name, filters, expected] of cases) {
    const walked = await walk(connection, { resource: 'idp-alerts', filters, order: 'time-desc' }, wholeRange());
    expect({ name, ...compare(walked, expected, expected) }).toEqual({ name, ...nothingWrong });
    expect(expected.length, name).toBeGreaterThan(0);
  }
  // The oracle knows of single records: whatever is high now has a record that was.
  const high = simulator.oracle.findings({ severity: 'HIGH' });
  expect(wanted(({ severity }) => severity === 'high').filter((key) => !high.includes(key))).toEqual([]);
  const page = await findings(connection).list(
    question({ filters: { severity: only('high') } }),
    null,
    contextFor(connection),
  );
  expect(page).toMatchObject({ appliedHere: ['severity'], unapplied: [], total: null });
});

test('severity comes worst first', async () => {
  const { connection, simulator } = await start();
  const { records } = await whole(connection, 'severity-desc');
  const order = ['fatal', 'critical', 'high', 'unknown', 'other', 'medium', 'low', 'informational'];
  const ranks = records.map(({ severity }) => order.indexOf(severity));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  expect(simulator.requests.some(({ query }) => decodeURIComponent(query).includes('sort=severity:desc'))).toBe(true);
});

test('records of every odd shape are read, shown and opened, byte for byte', async () => {
  const { simulator, connection } = await start({ findings: 0 });
  const keys = simulator.insertOddFindings();
  const page = await findings(connection).list(question({ rows: 500 }), null, contextFor(connection));
  const found = new Set(page.records.map(({ key }) => key));
  // One names itself nowhere; its key is made here.
  expect(keys.filter((key) => !found.has(key))).toHaveLength(1);
  expect([...found].filter((key) => key.startsWith('no-uid-'))).toHaveLength(1);
  for (const record of page.records) {
    const detail = await findings(connection).get(record.key, record.hint, contextFor(connection));
    expect(() => JSON.parse(detail.raw) as unknown).not.toThrow();
    expect(JSON.stringify(detail.sections).length).toBeLessThan(500_000);
  }
}, 30_000);

test('a link opens days later, in a process that never saw the finding; one that is gone is not_found', async () => {
  const { simulator, connection } = await start();
  const { records } = await whole(connection);
  const old = records[Math.floor(records.length * 0.7)];
  if (!old) throw new Error('no row');
  const fresh = connect(simulator);
  const detail = await findings(fresh).get(old.key, old.hint, contextFor(fresh));
  expect(detail.record).toMatchObject({ key: old.key, happened: old.happened, title: old.title });
  const blind = connect(simulator);
  expect((await findings(blind).get(old.key, undefined, contextFor(blind))).record.key).toBe(old.key);
  await expect(findings(fresh).get('no-such-finding', old.hint, contextFor(fresh))).rejects.toMatchObject({
    kind: 'not_found',
  });
  simulator.remove([old.key]);
  const later = connect(simulator);
  await expect(findings(later).get(old.key, old.hint, contextFor(later))).rejects.toMatchObject({ kind: 'not_found' });
});

test('a connection that lost its rights still answers, and each answer says that it is old', async () => {
  const { simulator, connection } = await start({ switches: { health: 'UNAUTHORIZED' } });
  const page = await findings(connection).list(question(), null, contextFor(connection));
  expect(page.records.length).toBeGreaterThan(0);
  expect(page.partial).toMatchObject({ code: 'forbidden' });
  expect(page.partial?.message).toContain('has lost its right to read');
  expect(page.covered).toBeNull();
  const first = page.records[0];
  const detail = await findings(connection).get(first?.key ?? '', first?.hint, contextFor(connection));
  const labels = detail.facts.map(({ label }) => label);
  expect(labels).toContain('Last sync');
  expect(labels).toContain('Sync trouble');
  expect(simulator.requests.some(({ path }) => path.includes('/connections/'))).toBe(true);
});

test('the connection’s record may fail as it likes: findings come, and health is untouched', async () => {
  const { simulator, connection } = await start();
  simulator.faults.next({ kind: 'status', status: 403, path: '/connections/', count: 10 });
  const page = await findings(connection).list(question(), null, contextFor(connection));
  expect(page).toMatchObject({ partial: null });
  expect(page.records.length).toBeGreaterThan(0);
  expect(connection.health().state).toBe('answering');
  const first = page.records[0];
  const detail = await findings(connection).get(first?.key ?? '', first?.hint, contextFor(connection));
  expect(detail.facts.find(({ label }) => label === 'Last sync')?.value).toBe('unknown');
});

test.each([
  ['key', { api_key: 'wrong-key-value' }],
  ['connection', { connection_id: 'wrong-connection' }],
])('a wrong %s is a clear error that names no secret', async (_name, config) => {
  const { simulator } = await start();
  const connection = connect(simulator, config);
  const error = await errorOf(findings(connection).list(question(), null, contextFor(connection)));
  expect(error?.kind).toBe('auth');
  expect(error?.message).toContain('region');
  expect(JSON.stringify(error) + String(error)).not.toContain('wrong-key-value');
  await expect(connection.check(AbortSignal.timeout(3_000))).rejects.toMatchObject({ kind: 'auth' });
  expect(connection.health().state).toBe('refused');
});

test('the alerts’ path and the check follow the configuration', async () => {
  const { simulator } = await start({ switches: { alertsPath: '/idp/findings' } });
  const connection = connect(simulator, { alerts_path: '/idp/findings' });
  await connection.check(AbortSignal.timeout(3_000));
  expect((await whole(connection)).records.length).toBeGreaterThan(100);
});

test('a record that does not parse is counted and shown as it came, and the others stay', async () => {
  const { simulator, connection } = await start();
  simulator.faults.next({ kind: 'schema-drift', drift: 'not-object', path: '/idp/alerts' });
  const page = await findings(connection).list(question(), null, contextFor(connection));
  expect(page.unreadable.length).toBeGreaterThan(0);
  expect(page.records).toHaveLength(100);
});

test('fields of other types than foreseen, and hostile texts, do not cost the row', async () => {
  for (const fault of [{ kind: 'schema-drift', drift: 'wrong-types' }, { kind: 'hostile-record' }] as const) {
    const { simulator, connection } = await start();
    simulator.faults.next({ ...fault, path: '/idp/alerts' });
    const page = await findings(connection).list(question({ rows: 1_000 }), null, contextFor(connection));
    expect(page.unreadable).toEqual([]);
    expect(page.records.length).toBeGreaterThan(100);
    for (const { consoleUrl } of page.records) expect(consoleUrl ?? 'https://').toMatch(/^https:\/\//);
  }
});

test('many people at one window are one reading', async () => {
  const { simulator, connection } = await start();
  const asking = question();
  const pages = await Promise.all(
    Array.from({ length: 25 }, () => findings(connection).list(asking, null, contextFor(connection))),
  );
  for (const { records } of pages) expect(records).toHaveLength(100);
  const calls = simulator.requests.filter(({ path }) => path.includes('/idp/')).length;
  expect(calls).toBeLessThanOrEqual(12);
});
