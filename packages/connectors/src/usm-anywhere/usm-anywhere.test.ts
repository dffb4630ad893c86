import { startUsmSimulator, type UsmSimulator, type UsmSimulatorOptions } from '@watchfloor/simulators';
import { afterEach, expect, test } from 'vitest';
import { compare, contextFor, describeFaults, describeWalks, type Stage, walk } from '../conformance.ts';
import type { ListQuestion } from '../connector.ts';
import { isConnectorError } from '../errors.ts';
import { type OpenConnection, openConnection } from '../open-connection.ts';
import { usmAnywhere } from './index.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of opened.splice(0)) await part.close();
});

const day = 86_400_000;
const range = () => ({ from: Date.now() - 40 * day, to: Date.now() + day });

async function start(options: UsmSimulatorOptions = {}, config: Record<string, unknown> = {}) {
  const simulator = await startUsmSimulator({ alarms: 900, events: 3_000, getPerS: 10_000, ...options });
  const connection = connect(simulator, config);
  opened.push(connection, simulator);
  return { simulator, connection };
}

function connect(simulator: UsmSimulator, config: Record<string, unknown> = {}): OpenConnection {
  return openConnection({
    id: 'usm',
    label: 'USM',
    vendor: usmAnywhere,
    config: usmAnywhere.config.parse({
      base_url: simulator.baseUrl,
      client_id: simulator.clientId,
      client_secret: simulator.clientSecret,
      ...config,
    }),
    network: { allowPrivate: ['127.0.0.0/8'] },
  });
}

const alarms = (connection: OpenConnection) => {
  const reader = connection.readers.get('alarms');
  if (!reader?.get) throw new Error('no alarms');
  return { ...reader, get: reader.get };
};
const question = (rest: Partial<ListQuestion> = {}): ListQuestion => ({
  filters: {},
  order: 'time-desc',
  rows: 100,
  ...range(),
  ...rest,
});
const only = (...include: string[]) => ({ include, exclude: [] });
const kindOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => (isConnectorError(error) ? error.kind : String(error)),
  );

function stageOf(
  simulator: UsmSimulator,
  connection: OpenConnection,
  resource: 'alarms' | 'events',
  filter: Record<string, string | readonly string[]>,
): Stage {
  let inserted: string[] = [];
  return {
    connection,
    mark: () => simulator.oracle.journal.seq,
    throughout: (mark) => simulator.oracle.matchedThroughout(resource, filter, mark),
    sometime: (mark) => simulator.oracle.matchedSometime(resource, filter, mark),
    disturb(round) {
      const at = (share: number) => String(Math.round(Date.now() - share * 30 * day));
      const insert = resource === 'alarms' ? simulator.insertAlarms : simulator.insertEvents;
      // In front, in the middle, and late; several in one instant.
      inserted = insert([
        { timestamp_occured: at(0) },
        { timestamp_occured: at((round % 10) / 10) },
        ...Array.from({ length: 2 }, () => ({ timestamp_occured: at(0.5) })),
      ]);
      const list = resource === 'alarms' ? simulator.oracle.alarms(filter) : simulator.oracle.events(filter);
      const some = [...inserted, list[Math.floor(list.length * 0.1)], list[Math.floor(list.length * 0.6)]].filter(
        (id) => id !== undefined,
      );
      if (resource === 'alarms') simulator.setStatus(some.slice(2), 'closed');
      else simulator.remove('events', some.slice(2));
    },
    beforeAnswer(hook) {
      simulator.beforeResponse = hook && ((request) => (request.path.includes('oauth') ? undefined : hook()));
    },
    fault(kind, where, skip) {
      const [name = '', variant] = kind.split(':');
      const path = where === 'token' ? '/oauth' : `/${resource}`;
      simulator.faults.next({
        kind: name as 'status',
        skip,
        path,
        ...(name === 'status' ? { status: Number(variant) } : {}),
        ...(name === 'schema-drift' ? { drift: variant as 'not-object' } : {}),
        ...(name === 'slow-first-byte' ? { delayMs: 300 } : {}),
        ...(name === 'drip' ? { bytesPerS: 2_000_000 } : {}),
        ...(name === 'gzip-bomb' ? { megabytes: 100 } : {}),
        ...(name === 'oversize' ? { megabytes: 40 } : {}),
      });
    },
    calm: () => simulator.faults.clear(),
    faults: [
      { kind: 'status:401', expected: null },
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
      { kind: 'schema-drift:no-list', expected: ['bad_response'] },
    ],
    close: async () => {
      simulator.beforeResponse = undefined;
      await connection.close();
      await simulator.close();
    },
  };
}

async function openStage(
  options: UsmSimulatorOptions,
  resource: 'alarms' | 'events',
  filter: Record<string, string | readonly string[]>,
): Promise<Stage> {
  const simulator = await startUsmSimulator({ alarms: 900, events: 3_000, getPerS: 10_000, ...options });
  return stageOf(simulator, connect(simulator), resource, filter);
}

const open = { status: only('open') };
describeWalks(
  'usm-anywhere',
  () => openStage({}, 'alarms', { status: 'open' }),
  [{ resource: 'alarms', filters: open, order: 'time-desc' }],
  range,
);
describeFaults(
  'usm-anywhere',
  () => openStage({}, 'alarms', { status: 'open' }),
  { resource: 'alarms', filters: open, order: 'time-desc' },
  range,
);
describeWalks(
  'usm-anywhere, many times unprinted',
  () => openStage({ switches: { times: 'some-missing', isoTwin: false } }, 'alarms', {}),
  [
    { resource: 'alarms', filters: {}, order: 'time-desc' },
    { resource: 'alarms', filters: {}, order: 'time-asc' },
  ],
  range,
);
describeWalks(
  'usm-anywhere, time filter ignored',
  () => openStage({ switches: { ignoreTimeFilter: true } }, 'events', {}),
  [{ resource: 'events', filters: {}, order: 'time-desc' }],
  range,
);

test('control: a walk over pages by number, without the reader, repeats or loses rows', async () => {
  const stage = await openStage({}, 'alarms', { status: 'open' });
  opened.push(stage);
  const mark = stage.mark();
  let round = 0;
  stage.beforeAnswer(() => stage.disturb(round++));
  const keys: string[] = [];
  for (let page = 0; page < 200; page += 1) {
    const { json } = await stage.connection.client.get({
      path: '/alarms',
      params: [
        ['page', String(page)],
        ['size', '20'],
        ['status', 'open'],
      ],
      signal: AbortSignal.timeout(5_000),
    });
    const rows = (json as { _embedded?: { alarms?: { uuid: string }[] } })._embedded?.alarms;
    if (!rows) break;
    keys.push(...rows.map(({ uuid }) => uuid));
  }
  const found = new Set(keys);
  const missing = stage.throughout(mark).filter((key) => !found.has(key)).length;
  expect(missing + keys.length - found.size).toBeGreaterThan(0);
});

test('every filter gives what the wire rows say, in one value and in several', async () => {
  const { simulator, connection } = await start();
  const wire = simulator.oracle;
  const cases: [string, Record<string, { include: string[]; exclude: string[] }>, string[]][] = [
    ['status', { status: only('open') }, wire.alarms({ status: 'open' })],
    ['status, two', { status: only('open', 'in_review') }, wire.alarms({ status: ['open', 'in_review'] })],
    ['status, not', { status: { include: [], exclude: ['closed'] } }, wire.alarms({ status: ['open', 'in_review'] })],
    ['label', { priority_label: only('high') }, wire.alarms({ priority_label: 'high' })],
    ['label, two', { priority_label: only('high', 'medium') }, wire.alarms({ priority_label: ['high', 'medium'] })],
    ['severity', { severity: only('low') }, wire.alarms({ priority_label: 'low' })],
    ['intent', { event_type: only('Delivery & Attack') }, wire.alarms({ rule_intent: 'Delivery & Attack' })],
    [
      'intent, three',
      { event_type: only('Delivery & Attack', 'System Compromise', 'Reconnaissance & Probing') },
      wire.alarms({ rule_intent: ['Delivery & Attack', 'System Compromise', 'Reconnaissance & Probing'] }),
    ],
    ['suppressed', { suppressed: only('true') }, wire.alarms({ suppressed: 'true' })],
    [
      'both',
      { severity: only('medium'), status: only('closed') },
      wire.alarms({ priority_label: 'medium', status: 'closed' }),
    ],
    [
      'cut twice',
      { severity: only('medium', 'low'), event_type: only('Delivery & Attack', 'Reconnaissance & Probing') },
      wire.alarms({
        priority_label: ['medium', 'low'],
        rule_intent: ['Delivery & Attack', 'Reconnaissance & Probing'],
      }),
    ],
  ];
  for (const multi of [true, false]) {
    simulator.switches.priorityLabelMulti = multi;
    for (const [name, filters, expected] of cases) {
      const walked = await walk(connection, { resource: 'alarms', filters, order: 'time-desc' }, range());
      expect({ name, ...compare(walked, expected, expected) }).toEqual({ name, repeated: 0, missing: 0, foreign: 0 });
      expect(expected.length, name).toBeGreaterThan(0);
    }
  }
}, 60_000);

test('more than a page of rows in one instant comes out whole, once', async () => {
  const { simulator, connection } = await start({ alarms: 0, events: 0 });
  const at = String(Date.now() - day);
  simulator.insertAlarms(Array.from({ length: 730 }, () => ({ timestamp_occured: at })));
  const walked = await walk(connection, { resource: 'alarms', filters: {}, order: 'time-desc' }, range());
  const all = simulator.oracle.alarms();
  expect({ ...compare(walked, all, all), partial: walked.partial, rows: all.length }).toEqual({
    repeated: 0,
    missing: 0,
    foreign: 0,
    partial: [],
    rows: 730,
  });
});

test.each([
  ['no time is printed', { times: 'missing', isoTwin: false }],
  ['times are numbers, in the other spelling', { times: 'number', outputSpelling: 'two-r' }],
  ['ids are called id', { listIdKey: 'id' }],
  ['ids are missing', { listIdKey: 'none' }],
  ['booleans are text', { booleans: 'strings' }],
  ['events come bare, links name another host', { alarmEvents: 'plain', foreignLinks: true }],
  ['in review is spelled otherwise', { inReviewSpelling: 'In Review' }],
  ['answers are compressed', { gzip: true }],
] as const)('the whole list is read where %s', async (_name, switches) => {
  const { simulator, connection } = await start({ switches });
  const walked = await walk(
    connection,
    { resource: 'alarms', filters: { status: only('open', 'in_review') }, order: 'time-desc' },
    range(),
  );
  const all = simulator.oracle.alarms({ status: ['open', 'in_review'] });
  expect({ ...compare(walked, all, all), partial: walked.partial }).toEqual({
    repeated: 0,
    missing: 0,
    foreign: 0,
    partial: [],
  });
});

test('rows that come unsorted are all shown, and the answer says that it is not whole', async () => {
  const { simulator, connection } = await start({ switches: { ignoreSort: true } });
  const walked = await walk(connection, { resource: 'alarms', filters: {}, order: 'time-desc' }, range());
  const all = simulator.oracle.alarms();
  expect(compare(walked, all, all).missing).toBe(0);
  expect(new Set(walked.partial)).toEqual(new Set(['order_ignored']));
});

test('a record that does not parse is counted and shown as it came, and the others stay', async () => {
  const { simulator, connection } = await start();
  simulator.faults.next({ kind: 'schema-drift', drift: 'not-object', path: '/alarms' });
  const page = await alarms(connection).list(question({ rows: 50 }), null, contextFor(connection));
  expect(page.unreadable.length).toBeGreaterThan(0);
  expect(page.unreadable[0]?.bytes).toBe(Buffer.byteLength(page.unreadable[0]?.raw ?? ''));
  expect(page.records.length).toBeGreaterThan(50);
});

test('fields of other types than foreseen do not cost the row', async () => {
  const { simulator, connection } = await start();
  simulator.faults.next({ kind: 'schema-drift', drift: 'wrong-types', path: '/alarms' });
  const page = await alarms(connection).list(question({ rows: 50 }), null, contextFor(connection));
  expect(page.unreadable).toEqual([]);
  expect(page.records.length).toBeGreaterThan(50);
});

test('one token serves all, is asked for once, and again when the vendor no longer takes it', async () => {
  const { simulator, connection } = await start();
  const many = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        alarms(connection).list(
          question({ to: Date.now() - index }),
          null,
          contextFor(connection, { deadlineMs: 30_000 }),
        ),
      ),
    );
  await many(40);
  expect(simulator.tokenCalls).toBe(1);
  simulator.revokeTokens();
  await many(40);
  expect(simulator.tokenCalls).toBe(2);
}, 60_000);

test('a token is renewed at four fifths of its life, before the vendor refuses it', async () => {
  const { simulator, connection } = await start({ tokenLifeS: 2 });
  for (let count = 0; count < 8; count += 1) {
    await alarms(connection).list(question(), null, contextFor(connection));
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  expect(simulator.requests.filter(({ status }) => status === 401)).toEqual([]);
  expect(simulator.tokenCalls).toBeGreaterThan(1);
});

test('a refused client is a clear error that names no secret, and the vendor is not asked again at once', async () => {
  const { simulator } = await start();
  const connection = connect(simulator, { client_secret: 'wrong-secret-value' });
  opened.push(connection);
  const calls = simulator.tokenCalls;
  const errors = await Promise.all(
    [1, 2, 3].map(() =>
      alarms(connection)
        .list(question(), null, contextFor(connection))
        .catch((error: unknown) => error),
    ),
  );
  await kindOf(connection.check(AbortSignal.timeout(1_000)));
  for (const error of errors) {
    expect(isConnectorError(error) && error.kind).toBe('auth');
    expect((error as Error).message).toContain('client id and secret');
    expect(JSON.stringify(error) + String(error)).not.toContain('wrong-secret-value');
  }
  expect(simulator.tokenCalls - calls).toBe(1);
  expect(connection.health().state).toBe('refused');
});

test('a caller that leaves ends the call through to the socket', async () => {
  const { simulator, connection } = await start();
  await alarms(connection).list(question(), null, contextFor(connection));
  simulator.switches.latencyMs = 2_000;
  const controller = new AbortController();
  const asked = alarms(connection).list(
    question({ to: Date.now() - 5 }),
    null,
    contextFor(connection, { signal: controller.signal }),
  );
  setTimeout(() => controller.abort(new Error('left')), 100);
  const startedAt = Date.now();
  await expect(asked).rejects.toThrow('left');
  expect(Date.now() - startedAt).toBeLessThan(1_000);
});

test('the same question at the same time is one call', async () => {
  const { simulator, connection } = await start();
  await connection.check(AbortSignal.timeout(3_000));
  const before = simulator.requests.length;
  const asked = question();
  await Promise.all(Array.from({ length: 25 }, () => alarms(connection).list(asked, null, contextFor(connection))));
  expect(simulator.requests.length - before).toBe(1);
});

test('under load the vendor never sees more than its limit within any second', async () => {
  const { simulator, connection } = await start({ getPerS: 100 });
  const ends = Date.now() + 3_000;
  const asking = Array.from({ length: 40 }, async (_, worker) => {
    for (let count = 0; Date.now() < ends; count += 1) {
      await connection.client.get({
        path: '/alarms',
        params: [
          ['size', '1'],
          ['page', String(worker * 10_000 + count)],
        ],
        signal: AbortSignal.timeout(10_000),
      });
    }
  });
  await Promise.all(asking);
  expect(simulator.violations).toEqual([]);
  expect(simulator.requests.length).toBeGreaterThan(150);
}, 30_000);

test('a detail is the record byte for byte, and says why the alarm fired', async () => {
  const { simulator, connection } = await start();
  const page = await alarms(connection).list(
    question({ filters: { event_type: only('System Compromise') } }),
    null,
    contextFor(connection),
  );
  const key = page.records[0]?.key ?? '';
  const detail = await alarms(connection).get(key, undefined, contextFor(connection));
  const token = await fetch(`${simulator.baseUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    headers: { authorization: `Basic ${btoa(`${simulator.clientId}:${simulator.clientSecret}`)}` },
  });
  const { access_token } = (await token.json()) as { access_token: string };
  const direct = await fetch(`${simulator.baseUrl}/alarms/${key}`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  expect(detail.raw).toBe(await direct.text());
  expect(detail.why).toContain('System Compromise');
  const events = detail.sections.find((section) => section.kind === 'records');
  const firstEvent = events?.kind === 'records' ? events.records[0] : undefined;
  const reader = connection.readers.get('events');
  const related = await reader?.related?.(firstEvent?.key ?? '', undefined, contextFor(connection));
  expect(related?.links.map((link) => link.key)).toEqual([key]);
});

test('an unknown id is not_found; an account that is asked for by name is sent; its absence is a clear error', async () => {
  const { simulator, connection } = await start({ switches: { requireAccountName: true } });
  expect(
    await kindOf(alarms(connection).get('00000000-0000-4000-8000-000000000000', undefined, contextFor(connection))),
  ).toBe('not_found');
  const events = connection.readers.get('events');
  const error = await events?.list(question(), null, contextFor(connection)).catch((thrown: unknown) => thrown);
  expect(isConnectorError(error) && error.kind).toBe('bad_request');
  expect((error as Error).message).toContain('account_name');
  const named = connect(simulator, { account_name: 'norrvik-hq' });
  opened.push(named);
  const page = await named.readers.get('events')?.list(question(), null, contextFor(named));
  expect(page?.records.length).toBeGreaterThan(0);
});
