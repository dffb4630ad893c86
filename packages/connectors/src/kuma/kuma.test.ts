import { kumaTenants } from '@watchfloor/simulators';
import { afterEach, expect, test } from 'vitest';
import {
  closeOpened,
  compare,
  contextFor,
  day,
  nothingWrong,
  only,
  openStage,
  question,
  walk,
  wholeRange,
} from '../conformance.ts';
import type { ListPage, ReadPosition } from '../connector.ts';
import { alerts, kumaAlerts, kumaAlertsByActivity, kumaFixture, notClosed, start, statuses } from './conformance.ts';

afterEach(closeOpened);

const everything = { resource: 'alerts', filters: {}, order: 'time-desc' };

test('by last activity, with more growing alerts than a cursor remembers: none is lost and none repeated', async () => {
  const listCase = { ...everything, order: 'active-desc' };
  const stage = await openStage(kumaFixture, kumaAlertsByActivity, { options: { alerts: 2_800 }, listCase });
  const mark = stage.mark();
  stage.disturb();
  const walked = await walk(stage.connection, listCase, wholeRange());
  const { repeated, ...rest } = compare(walked, stage.throughout(mark), stage.sometime(mark));
  await stage.close();
  expect(rest).toEqual({ missing: 0, foreign: 0 });
  expect({ repeated, partial: walked.partial }).toEqual({ repeated: 0, partial: [] });
}, 60_000);

test('by last activity, what a cursor has to hold stays small', async () => {
  const { simulator, connection } = await start({ alerts: 0 });
  simulator.insertAlerts(
    Array.from({ length: 900 }, (_, n) => {
      const at = new Date(Date.now() - n * 60_000 - day).toISOString();
      return { firstSeen: at, lastSeen: at, status: n % 5 === 0 ? 'new' : 'closed' };
    }),
  );
  let position: ReadPosition | null = null;
  let chars = 0;
  do {
    const page: ListPage = await alerts(connection).list(
      question({ order: 'active-desc' }),
      position,
      contextFor(connection),
    );
    position = page.next;
    chars = Math.max(chars, JSON.stringify(position).length);
  } while (position);
  expect(chars).toBeGreaterThan(100);
  expect(chars).toBeLessThan(780);
});

test('control: a walk over pages by number, without the reader, repeats or loses rows', async () => {
  const stage = await openStage(kumaFixture, kumaAlerts, { options: {}, listCase: everything });
  const mark = stage.mark();
  stage.disturb();
  const keys: string[] = [];
  for (let page = 1; page < 20; page += 1) {
    const { json } = await stage.connection.client.get({
      path: '/alerts',
      params: [['page', String(page)]],
      signal: AbortSignal.timeout(5_000),
    });
    keys.push(...(json as { id: string }[]).map(({ id }) => id));
    if ((json as unknown[]).length < 250) break;
  }
  const found = new Set(keys);
  const missing = stage.throughout(mark).filter((key) => !found.has(key)).length;
  await stage.close();
  expect(missing + keys.length - found.size).toBeGreaterThan(0);
});

test('every filter gives what the wire rows say, in one value and in several', async () => {
  const { simulator, connection } = await start({ alerts: 700 });
  const { oracle } = simulator;
  const all = oracle.alerts();
  const not = (ids: string[]) => all.filter((id) => !ids.includes(id));
  const some = all.slice(3, 5);
  const rows = (await walk(connection, { resource: 'alerts', filters: {}, order: 'time-desc' }, wholeRange())).records;
  const having = (test: (row: (typeof rows)[number]) => boolean) => rows.filter(test).map(({ key }) => key);
  const host =
    rows.find(({ cells }) => cells.assets !== null)?.entities.find(({ kind }) => kind === 'host')?.value ?? '';
  const names = [...new Set(rows.map(({ title }) => title))];
  const cyrillic = names.find((name) => /\p{Script=Cyrillic}/u.test(name)) ?? '';
  const [name = ''] = names.filter((given) => given.includes('('));
  const { main, freight } = kumaTenants;
  const cases: [string, Record<string, { include: string[]; exclude: string[] }>, string[]][] = [
    ['status', { status: only('new') }, oracle.alerts({ status: 'new' })],
    ['status, three', notClosed, oracle.alerts({ status: statuses })],
    ['status, not', { status: { include: [], exclude: ['closed'] } }, oracle.alerts({ status: statuses })],
    ['priority', { priority_label: only('high') }, oracle.alerts({ priority: 'high' })],
    ['severity, two', { severity: only('low', 'critical') }, oracle.alerts({ priority: ['low', 'critical'] })],
    ['tenant', { tenant: only(main.id) }, oracle.alerts({ tenantID: main.id })],
    ['tenants', { tenant: only(main.id, freight.id) }, oracle.alerts({ tenantID: [main.id, freight.id] })],
    ['tenant by name', { tenant: only(freight.name) }, oracle.alerts({ tenantID: freight.id })],
    ['id, two', { id: only(...some) }, some],
    ['id, not', { id: { include: [], exclude: some } }, not(some)],
    ['name, whole', { name: only(name) }, having(({ title }) => title.includes(name))],
    ['name, Cyrillic, upper', { name: only(cyrillic.toUpperCase()) }, having(({ title }) => title === cyrillic)],
    ['names', { name: only(name, cyrillic) }, having(({ title }) => title.includes(name) || title === cyrillic)],
    ['host', { host: only(host) }, having(({ entities }) => entities.some(({ value }) => value === host))],
    [
      'closing reason',
      { closing_reason: only('responded') },
      having(({ cells }) => cells.closing_reason === 'responded'),
    ],
    [
      'technique',
      { technique: only('T1021.002') },
      having(({ attack }) => attack.some(({ id }) => id === 'T1021.002')),
    ],
  ];
  for (const [label, filters, expected] of cases) {
    for (const order of ['time-desc', 'active-desc']) {
      const walked = await walk(connection, { resource: 'alerts', filters, order }, wholeRange());
      expect({ label, order, ...compare(walked, expected, expected) }).toEqual({ label, order, ...nothingWrong });
    }
    expect(expected.length, label).toBeGreaterThan(0);
  }
}, 60_000);

test('more than a page of alerts in one second comes out whole, once, in either order', async () => {
  const { simulator, connection } = await start({ alerts: 0 });
  const at = new Date(Date.now() - day).toISOString().replace(/\.\d+Z$/, 'Z');
  simulator.insertAlerts(
    Array.from({ length: 730 }, () => ({ firstSeen: at, lastSeen: at, status: 'closed', closingReason: 'responded' })),
  );
  const all = simulator.oracle.alerts();
  for (const order of ['time-desc', 'active-desc']) {
    const walked = await walk(connection, { resource: 'alerts', filters: {}, order }, wholeRange());
    expect({ ...compare(walked, all, all), partial: walked.partial, rows: all.length }).toEqual({
      ...nothingWrong,
      partial: [],
      rows: 730,
    });
  }
}, 30_000);

test.each([
  [0, 1],
  [1, 1],
  [249, 1],
  [250, 2],
  [251, 2],
])('a list of %i alerts is read to its end in %i calls', async (count, calls) => {
  const { simulator, connection } = await start({ alerts: 0 });
  simulator.insertAlerts(
    Array.from({ length: count }, (_, n) => ({ firstSeen: new Date(Date.now() - n * 60_000 - day).toISOString() })),
  );
  const walked = await walk(connection, { resource: 'alerts', filters: {}, order: 'time-desc' }, wholeRange());
  expect(walked.records.length).toBe(count);
  expect(simulator.requests.length).toBe(calls);
});

test.each([
  ['empty lists are null', { emptyList: 'null', withoutDetails: 'null', noText: 'null' }],
  ['fields are missing', { withoutDetails: 'missing', noText: 'missing', noDetails: 'missing' }],
  ['priorities are numbers', { priorities: 'numbers' }],
  ['priorities are mixed', { priorities: 'mixed' }],
  ['words are in title case', { priorities: 'title', statuses: 'title' }],
  ['times have milliseconds', { times: 'millis' }],
  ['times are numbers', { times: 'epoch-ms' }],
  ['tenants are spelled as clients do', { tenantSpelling: 'tenantID' }],
  ['systems have versions as text', { osVersion: 'text' }],
  ['answers are compressed', { gzip: true }],
] as const)('the whole list is read and filtered where %s', async (_name, switches) => {
  const { simulator, connection } = await start({ switches });
  const expected = simulator.oracle.alerts({
    status: statuses,
    priority: ['medium', 'high'],
    tenantID: kumaTenants.main.id,
  });
  expect(expected.length).toBeGreaterThan(0);
  const filters = { ...notClosed, severity: only('medium', 'high'), tenant: only(kumaTenants.main.id) };
  for (const order of ['time-desc', 'active-desc']) {
    const walked = await walk(connection, { resource: 'alerts', filters, order }, wholeRange());
    expect({ ...compare(walked, expected, expected), partial: walked.partial }).toEqual({
      ...nothingWrong,
      partial: [],
    });
  }
});

test('alerts without times, and a page that comes twice, lose and repeat nothing', async () => {
  const { simulator, connection } = await start({ alerts: 700 });
  simulator.insertAlerts([
    { _omit: ['firstSeen', 'lastSeen'] },
    { firstSeen: '', lastSeen: null },
    { firstSeen: 'odd' },
  ]);
  const all = simulator.oracle.alerts();
  for (const order of ['time-desc', 'active-desc']) {
    for (const skip of [1, 2]) {
      simulator.faults.next({ kind: 'repeat-page', skip, path: '/alerts' });
      const walked = await walk(connection, { resource: 'alerts', filters: {}, order }, wholeRange());
      expect({ order, skip, ...compare(walked, all, all) }).toEqual({ order, skip, ...nothingWrong });
    }
  }
});

test('what an attacker writes is text: no link, no key and no address is made of it', async () => {
  const { simulator, connection } = await start({ alerts: 60 }, { console_url: 'https://k.example:7220' });
  simulator.faults.next({ kind: 'hostile-record', path: '/alerts' });
  const page = await alerts(connection).list(question(), null, contextFor(connection));
  expect(page.records.length).toBeGreaterThan(50);
  for (const { consoleUrl, uid, key } of page.records) {
    expect(new URL(consoleUrl ?? '').origin).toBe('https://k.example:7220');
    expect(new URL(consoleUrl ?? '').pathname.split('/').length).toBe(3);
    expect(uid).toBe(`ku:alerts:${key}`);
  }
  for (const key of ['../close', 'a b', '', 'no-id-abc', 'x'.repeat(65), "'"]) {
    expect(alerts(connection).isKey(key)).toBe(false);
  }
});

test('a tenant without a role is left out in silence by the vendor, and not by us', async () => {
  const { connection } = await start();
  const filters = { tenant: only(kumaTenants.holding.id) };
  const page = await alerts(connection).list(question({ filters }), null, contextFor(connection));
  expect(page.records).toEqual([]);
  expect(page.partial).toMatchObject({ code: 'forbidden' });
  expect(page.partial?.message).toContain('no role');
});

test('rows show host and user; where that is too much, rows come without them and the answer says so', async () => {
  const { simulator, connection } = await start({ alerts: 300 });
  const page = await alerts(connection).list(question(), null, contextFor(connection));
  expect(page.records.filter(({ cells }) => cells.assets !== null).length).toBeGreaterThan(100);
  simulator.faults.next({ kind: 'oversize', megabytes: 17, path: '/alerts' });
  const lean = await alerts(connection).list(question(), null, contextFor(connection));
  expect(lean.records.length).toBe(page.records.length);
  expect(lean.partial?.message).toContain('no host or user');
  expect(simulator.requests.filter(({ query }) => query.includes('withEvents'))).toEqual([]);
});

test('records that do not parse are counted and shown as they came; odd types cost no row', async () => {
  const { simulator, connection } = await start();
  for (const [drift, unreadable] of [
    ['not-object', true],
    ['null-record', true],
    ['wrong-types', false],
  ] as const) {
    simulator.faults.next({ kind: 'schema-drift', drift, path: '/alerts' });
    const page = await alerts(connection).list(question(), null, contextFor(connection));
    expect(page.unreadable.length > 0, drift).toBe(unreadable);
    for (const { raw, bytes } of page.unreadable) expect(bytes).toBe(Buffer.byteLength(raw));
    expect(page.records.length).toBeGreaterThan(200);
  }
});
