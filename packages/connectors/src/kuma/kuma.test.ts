import { type KumaSimulator, type KumaSimulatorOptions, kumaTenants, startKumaSimulator } from '@watchfloor/simulators';
import { afterEach, expect, test } from 'vitest';
import { compare, contextFor, describeFaults, describeWalks, type Stage, walk } from '../conformance.ts';
import type { ListQuestion } from '../connector.ts';
import { isConnectorError } from '../errors.ts';
import { type OpenConnection, openConnection } from '../open-connection.ts';
import { kuma } from './index.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of opened.splice(0)) await part.close();
});

const day = 86_400_000;
const range = () => ({ from: Date.now() - 40 * day, to: Date.now() + day });
type OracleFilter = Parameters<KumaSimulator['oracle']['matchedThroughout']>[0];

async function start(options: KumaSimulatorOptions = {}, config: Record<string, unknown> = {}) {
  const simulator = await startKumaSimulator({ alerts: 900, ...options });
  const connection = connect(simulator, config);
  opened.push(connection, simulator);
  return { simulator, connection };
}

function connect(simulator: KumaSimulator, config: Record<string, unknown> = {}): OpenConnection {
  return openConnection({
    id: 'ku',
    label: 'KUMA',
    vendor: kuma,
    config: kuma.config.parse({ base_url: simulator.baseUrl, token: simulator.token, ...config }),
    network: { allowPrivate: ['127.0.0.0/8'] },
  });
}

const alerts = (connection: OpenConnection) => {
  const reader = connection.readers.get('alerts');
  if (!reader?.get || !reader.section) throw new Error('no alerts');
  return { ...reader, get: reader.get, section: reader.section };
};
const question = (rest: Partial<ListQuestion> = {}): ListQuestion => ({
  filters: {},
  order: 'time-desc',
  rows: 100,
  ...range(),
  ...rest,
});
const only = (...include: string[]) => ({ include, exclude: [] });
const whole = { repeated: 0, missing: 0, foreign: 0 };
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => {
      if (!isConnectorError(error)) throw error;
      return error;
    },
  );

function stageOf(simulator: KumaSimulator, connection: OpenConnection, filter: OracleFilter): Stage {
  return {
    connection,
    mark: () => simulator.oracle.journal.seq,
    throughout: (mark) => simulator.oracle.matchedThroughout(filter, mark),
    sometime: (mark) => simulator.oracle.matchedSometime(filter, mark),
    disturb(round) {
      const at = (share: number) => new Date(Date.now() - share * 30 * day).toISOString().replace(/\.\d+Z$/, 'Z');
      // In front, in the middle and late; several in one second.
      simulator.insertAlerts([
        { firstSeen: at(0), lastSeen: at(0) },
        { firstSeen: at((round % 10) / 10), lastSeen: at((round % 10) / 20) },
        { firstSeen: at(0.5), lastSeen: at(0.5) },
        { firstSeen: at(0.5), lastSeen: at(0.5) },
      ]);
      const list = simulator.oracle.alerts(filter);
      const some = [0.05, 0.3, 0.6, 0.9].flatMap((share) => list[Math.floor(list.length * share) + round] ?? []);
      // Rows gain activity, rows freeze, rows leave.
      const growing = simulator.oracle.alerts({ ...filter, status: 'new' });
      const grown = [0.2, 0.5, 0.8].flatMap((share) => growing[Math.floor(growing.length * share)] ?? []);
      simulator.hit([...grown, ...some.slice(0, 2)]);
      simulator.setStatus(list.slice(Math.floor(list.length / 2), Math.floor(list.length / 2) + 1), 'closed');
      simulator.remove(list.slice(-1));
    },
    beforeAnswer(hook) {
      simulator.beforeResponse = hook && (() => hook());
    },
    fault(kind, _where, skip) {
      const [name = '', variant] = kind.split(':');
      simulator.faults.next({
        kind: name as 'status',
        skip,
        path: '/alerts',
        ...(name === 'status' ? { status: Number(variant) } : {}),
        ...(name === 'schema-drift' ? { drift: variant as 'not-object' } : {}),
        ...(name === 'slow-first-byte' ? { delayMs: 300 } : {}),
        ...(name === 'drip' ? { bytesPerS: 4_000_000 } : {}),
        ...(name === 'gzip-bomb' ? { megabytes: 100 } : {}),
        ...(name === 'oversize' ? { megabytes: 40 } : {}),
      });
    },
    calm: () => simulator.faults.clear(),
    faults: [
      { kind: 'status:400', expected: ['bad_request'] },
      { kind: 'status:401', expected: ['auth'] },
      { kind: 'status:403', expected: ['forbidden'] },
      { kind: 'status:404', expected: ['not_found'] },
      { kind: 'status:429', expected: null },
      { kind: 'status:500', expected: null },
      { kind: 'status:502', expected: null },
      { kind: 'status:503', expected: null },
      { kind: 'status:504', expected: null },
      { kind: 'reset', expected: null },
      { kind: 'cut', expected: null },
      { kind: 'slow-first-byte', expected: null },
      { kind: 'drip', expected: null },
      { kind: 'truncated-json', expected: null },
      { kind: 'empty', expected: null },
      { kind: 'html', expected: ['bad_response'] },
      { kind: 'wrong-content-type', expected: ['bad_response'] },
      { kind: 'gzip', expected: null },
      { kind: 'gzip-bomb', expected: ['bad_response'] },
      { kind: 'oversize', expected: ['bad_response'] },
      { kind: 'redirect', expected: ['bad_response'] },
      { kind: 'schema-drift:no-list', expected: null },
    ],
    close: async () => {
      simulator.beforeResponse = undefined;
      await connection.close();
      await simulator.close();
    },
  };
}

async function openStage(options: KumaSimulatorOptions, filter: OracleFilter): Promise<Stage> {
  const simulator = await startKumaSimulator({ alerts: 900, ...options });
  return stageOf(simulator, connect(simulator), filter);
}

const notClosed = { status: only('new', 'assigned', 'escalated') };
const statuses = ['new', 'assigned', 'escalated'];
describeWalks(
  'kuma',
  () => openStage({}, {}),
  [
    { resource: 'alerts', filters: {}, order: 'time-desc' },
    { resource: 'alerts', filters: {}, order: 'active-desc' },
  ],
  range,
);
describeWalks(
  'kuma, not closed',
  () => openStage({ alerts: 1_800, switches: { times: 'millis', statuses: 'title' } }, { status: statuses }),
  [
    { resource: 'alerts', filters: notClosed, order: 'time-desc' },
    { resource: 'alerts', filters: notClosed, order: 'active-desc' },
  ],
  range,
);
describeFaults('kuma', () => openStage({}, {}), { resource: 'alerts', filters: {}, order: 'time-desc' }, range);

test('by last activity, with more growing alerts than a cursor remembers: none is lost, and repeats are announced', async () => {
  const stage = await openStage({ alerts: 4_000 }, {});
  opened.push(stage);
  const mark = stage.mark();
  let round = 0;
  stage.beforeAnswer(() => stage.disturb(round++));
  const walked = await walk(stage.connection, { resource: 'alerts', filters: {}, order: 'active-desc' }, range());
  stage.beforeAnswer(undefined);
  const { repeated, ...rest } = compare(walked, stage.throughout(mark), stage.sometime(mark));
  expect(rest).toEqual({ missing: 0, foreign: 0 });
  expect(new Set(walked.partial)).toEqual(new Set(repeated > 0 ? ['order_may_shift'] : []));
  expect(repeated).toBeGreaterThan(0);
}, 60_000);

test('control: a walk over pages by number, without the reader, repeats or loses rows', async () => {
  const stage = await openStage({}, {});
  opened.push(stage);
  const mark = stage.mark();
  let round = 0;
  stage.beforeAnswer(() => stage.disturb(round++));
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
  expect(missing + keys.length - found.size).toBeGreaterThan(0);
});

test('every filter gives what the wire rows say, in one value and in several', async () => {
  const { simulator, connection } = await start({ alerts: 700 });
  const { oracle } = simulator;
  const all = oracle.alerts();
  const not = (ids: string[]) => all.filter((id) => !ids.includes(id));
  const some = all.slice(3, 5);
  const rows = (await walk(connection, { resource: 'alerts', filters: {}, order: 'time-desc' }, range())).records;
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
      const walked = await walk(connection, { resource: 'alerts', filters, order }, range());
      expect({ label, order, ...compare(walked, expected, expected) }).toEqual({ label, order, ...whole });
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
    const walked = await walk(connection, { resource: 'alerts', filters: {}, order }, range());
    expect({ ...compare(walked, all, all), partial: walked.partial, rows: all.length }).toEqual({
      ...whole,
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
  const walked = await walk(connection, { resource: 'alerts', filters: {}, order: 'time-desc' }, range());
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
    const walked = await walk(connection, { resource: 'alerts', filters, order }, range());
    expect({ ...compare(walked, expected, expected), partial: walked.partial }).toEqual({ ...whole, partial: [] });
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

test('KUMA never says 401: a header it cannot read and a token it does not take are named in clear words', async () => {
  const { simulator, connection } = await start();
  const wrong = connect(simulator, { token: 'wrong-token-value' });
  opened.push(wrong);
  const refused = await errorOf(alerts(wrong).list(question(), null, contextFor(wrong)));
  expect(refused).toMatchObject({ kind: 'forbidden', status: 403, retryable: false });
  expect(refused?.message).toContain('An administrator has to replace it');
  expect(JSON.stringify(refused) + String(refused)).not.toContain('wrong-token-value');
  expect(wrong.health().state).toBe('refused');
  expect(kuma.refusal?.(400, 'invalid authorization header')).toMatchObject({ kind: 'auth' });
  expect(kuma.refusal?.(400, 'invalid status')).toBeUndefined();

  expect(await errorOf(connection.check(AbortSignal.timeout(3_000)))).toBeUndefined();
  simulator.access.deniedEndpoints = ['GET /alerts'];
  expect(await errorOf(connection.check(AbortSignal.timeout(3_000)))).toMatchObject({ kind: 'forbidden' });
});

test('the console’s port is recognised', async () => {
  const { simulator } = await start();
  const console = connect(simulator, { base_url: `${simulator.consoleOrigin}/api/v1` });
  opened.push(console);
  const error = await errorOf(alerts(console).list(question(), null, contextFor(console)));
  expect(error).toMatchObject({ kind: 'bad_response' });
  expect(error?.message).toContain('Check the port');
});

test('a detail is the record byte for byte, with its assets and without its events; those come on request', async () => {
  const { simulator, connection } = await start();
  const growing = await alerts(connection).list(
    question({ filters: { status: only('new') } }),
    null,
    contextFor(connection),
  );
  const key = growing.records.find(({ cells }) => cells.assets !== null)?.key ?? '';
  const before = simulator.requests.length;
  const detail = await alerts(connection).get(key, undefined, contextFor(connection));
  expect(simulator.requests.length - before).toBe(1);
  const direct = await fetch(`${simulator.baseUrl}/alerts?id=${key}&withAffected`, {
    headers: { authorization: `Bearer ${simulator.token}` },
  });
  expect(`[${detail.raw}]`).toBe((await direct.text()).trim());
  expect(detail.record.key).toBe(key);
  const events = await alerts(connection).section(key, undefined, 'events', contextFor(connection));
  expect(events.kind === 'table' && events.rows.length).toBe(simulator.oracle.facts(key)?.events);
  const times = events.kind === 'table' ? events.rows.map(([at]) => Number(at)) : [];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(await errorOf(alerts(connection).section(key, undefined, 'other', contextFor(connection)))).toMatchObject({
    kind: 'not_found',
  });
});

test('an unknown id is not_found, which KUMA says with an empty list', async () => {
  const { connection } = await start();
  for (const ask of [
    alerts(connection).get('00000000-0000-4000-8000-000000000000', undefined, contextFor(connection)),
    alerts(connection).section('00000000-0000-4000-8000-000000000000', undefined, 'events', contextFor(connection)),
  ])
    expect(await errorOf(ask)).toMatchObject({ kind: 'not_found' });
});

test('a frozen alert names its successors', async () => {
  const { simulator, connection } = await start();
  const [key = ''] = simulator.oracle.alerts({ status: 'closed' });
  const [successor = ''] = simulator.hit([key]);
  const section = await alerts(connection).section(key, undefined, 'same-named', contextFor(connection));
  expect(section.kind === 'links' && section.links.map((link) => link.key)).toContain(successor);
  expect(section.kind === 'links' && section.links.map((link) => link.key)).not.toContain(key);
});

test('sixteen megabytes of events, big integers and hostile names come through', async () => {
  const { simulator, connection } = await start({ alerts: 5 });
  const padding = 'x'.repeat(1_600);
  const events = Array.from(
    { length: 9_500 },
    (_, n) => `{"Timestamp":${1_708_105_628_000 + n},"ExternalID":9223372036854775807,"Name":"n","Extra":"${padding}"}`,
  );
  const id = '5f3c0a52-6e0b-4f7a-9a55-0b1d2f3c4e5d';
  const name = '<img src=x onerror=alert(1)>\u202e';
  const at = new Date(Date.now() - day).toISOString();
  simulator.insertAlerts([
    { id, _raw: `{"id":"${id}","name":${JSON.stringify(name)},"firstSeen":"${at}","events":[${events.join(',')}]}` },
  ]);
  const section = await alerts(connection).section(
    id,
    undefined,
    'events',
    contextFor(connection, { deadlineMs: 30_000 }),
  );
  expect(section.note).toContain('9500');
  expect(section.kind === 'table' && String(section.rows[0]?.at(-1))).toContain('ExternalID=9223372036854775807');
  const detail = await alerts(connection).get(id, undefined, contextFor(connection, { deadlineMs: 30_000 }));
  expect(detail.record.title).toBe(name);
}, 60_000);
