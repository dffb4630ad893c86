import type { UsmSimulator, UsmSimulatorOptions } from '@watchfloor/simulators';
import { afterEach, expect, test } from 'vitest';
import {
  closeOpened,
  compare,
  connectTo,
  contextFor,
  day,
  errorOf,
  nothingWrong,
  only,
  openStage,
  question,
  readerOf,
  startVendor,
  walk,
  wholeRange,
} from '../conformance.ts';
import { isConnectorError } from '../errors.ts';
import type { OpenConnection } from '../open-connection.ts';
import { usmAlarms, usmFixture } from './conformance.ts';

afterEach(closeOpened);

const start = (options: UsmSimulatorOptions = {}) => startVendor(usmFixture, options);
const connect = (simulator: UsmSimulator, config: Record<string, unknown>) => connectTo(usmFixture, simulator, config);
const alarms = (connection: OpenConnection) => readerOf(connection, 'alarms');

test('control: a walk over pages by number, without the reader, repeats or loses rows', async () => {
  const listCase = { resource: 'alarms', filters: { status: only('open') }, order: 'time-desc' };
  const stage = await openStage(usmFixture, usmAlarms, { options: {}, listCase });
  const mark = stage.mark();
  stage.disturb();
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
  await stage.close();
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
      const walked = await walk(connection, { resource: 'alarms', filters, order: 'time-desc' }, wholeRange());
      expect({ name, ...compare(walked, expected, expected) }).toEqual({ name, ...nothingWrong });
      expect(expected.length, name).toBeGreaterThan(0);
    }
  }
}, 60_000);

test('more than a page of rows in one instant comes out whole, once', async () => {
  const { simulator, connection } = await start({ alarms: 0, events: 0 });
  const at = String(Date.now() - day);
  simulator.insertAlarms(Array.from({ length: 730 }, () => ({ timestamp_occured: at })));
  const walked = await walk(connection, { resource: 'alarms', filters: {}, order: 'time-desc' }, wholeRange());
  const all = simulator.oracle.alarms();
  expect({ ...compare(walked, all, all), partial: walked.partial, rows: all.length }).toEqual({
    ...nothingWrong,
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
    wholeRange(),
  );
  const all = simulator.oracle.alarms({ status: ['open', 'in_review'] });
  expect({ ...compare(walked, all, all), partial: walked.partial }).toEqual({
    ...nothingWrong,
    partial: [],
  });
});

test('rows that come unsorted are all shown, and the answer says that it is not whole', async () => {
  const { simulator, connection } = await start({ switches: { ignoreSort: true } });
  const walked = await walk(connection, { resource: 'alarms', filters: {}, order: 'time-desc' }, wholeRange());
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
  const calls = simulator.tokenCalls;
  const errors = await Promise.all(
    [1, 2, 3].map(() =>
      alarms(connection)
        .list(question(), null, contextFor(connection))
        .catch((error: unknown) => error),
    ),
  );
  await errorOf(connection.check(AbortSignal.timeout(1_000)));
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
  const unknown = alarms(connection).get('00000000-0000-4000-8000-000000000000', undefined, contextFor(connection));
  expect((await errorOf(unknown))?.kind).toBe('not_found');
  const events = connection.readers.get('events');
  const error = await events?.list(question(), null, contextFor(connection)).catch((thrown: unknown) => thrown);
  expect(isConnectorError(error) && error.kind).toBe('bad_request');
  expect((error as Error).message).toContain('account_name');
  const named = connect(simulator, { account_name: 'norrvik-hq' });
  const page = await named.readers.get('events')?.list(question(), null, contextFor(named));
  expect(page?.records.length).toBeGreaterThan(0);
});
