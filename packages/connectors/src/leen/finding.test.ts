import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toRows } from './collapse.ts';
import { toFindingDetail } from './detail.ts';
import { toFindingRecord } from './finding.ts';
import { flatten } from './flatten.ts';
import { isFindingKey } from './key.ts';
import { cursorParams, offsetParams, windowFrom } from './query.ts';
import { toSyncState } from './sync.ts';
import { toAlertsPage } from './vendor-call.ts';
import { alertSchema } from './wire.ts';
import { readActivity, readSeverity } from './words.ts';

const at = Date.parse('2026-11-12T14:02:11Z');
const wire = (given: object) => alertSchema.parse(given);
const rowsOf = (...items: unknown[]) => {
  const text = JSON.stringify({ items });
  const page = toAlertsPage({ text, json: JSON.parse(text) as unknown }, 'ln');
  return toRows(
    page.items.flatMap((item) => ('sighting' in item ? [item.sighting] : [])),
    1,
  );
};
const noSync = { known: false, lastSyncAt: null, refreshIntervalS: null, reads: null, problem: null };
const detailOf = (...items: unknown[]) => {
  const [row] = rowsOf(...items);
  if (!row) throw new Error('no row');
  return toFindingDetail(row, { sync: noSync, whole: true, newestArrival: null, now: at });
};

test.each([
  [{ severity: 'HIGH' }, 'high'],
  [{ severity: 'Informational ' }, 'informational'],
  [{ severity: ' critical' }, 'critical'],
  [{ severity_id: 5 }, 'critical'],
  [{ severity_id: '3' }, 'medium'],
  [{ severity_id: 6, severity: null }, 'fatal'],
  [{ severity: 'UNKNOWN', severity_id: 4 }, 'high'],
  [{ severity: 'Spicy', severity_id: 2 }, 'low'],
  [{ severity: 'OTHER' }, 'other'],
  [{ severity_id: 99 }, 'other'],
  [{ severity_id: -1 }, 'unknown'],
  [{ severity_id: 0 }, 'unknown'],
  [{}, 'unknown'],
])('severity of %j is %s', (given, expected) => {
  expect(readSeverity(wire(given))).toBe(expected);
});

test.each([
  [{ activity_id: 1 }, 'Create'],
  [{ activity_name: 'update' }, 'Update'],
  [{ type_uid: 200_403 }, 'Close'],
  [{ type_name: 'Detection Finding: Close' }, 'Close'],
  [{ activity_id: 99 }, 'Other'],
  [{ activity_id: 0, activity_name: 'Update' }, 'Update'],
  [{ activity_id: 7 }, 'Unknown'],
])('activity of %j is %s', (given, expected) => {
  expect(readActivity(wire(given))).toBe(expected);
});

test.each([
  [at, at],
  [at * 1_000, at],
  [String(at), at],
  ['2026-11-12T14:02:11+00:00', at],
  [null, null],
  ['', null],
  [0, null],
])('a time of %j is read, and its twin serves where it is missing', (time, expected) => {
  expect(toFindingRecord(wire({ time }), 'k', 'ln').happened).toBe(expected);
  expect(toFindingRecord(wire({ time: null, time_dt: time }), 'k', 'ln').happened).toBe(expected);
});

test('records of one uid are one row: the latest record, from when the first was', () => {
  const finding = (more: object) => ({ finding_info: { uid: 'f-1', title: 'Token reuse', ...more } });
  const rows = rowsOf(
    { ...finding({}), time: at + 2_000, activity_id: 3, severity: 'LOW' },
    { ...finding({}), time: at, activity_id: 1, severity: 'HIGH' },
    { ...finding({}), time: at + 1_000, activity_id: 2, severity: 'CRITICAL' },
    { metadata: { uid: 'other' }, time: at, severity: 'LOW' },
  );
  expect(rows).toHaveLength(2);
  const row = rows.find(({ id }) => id === 'f-1');
  expect(row?.record).toMatchObject({
    key: 'f-1',
    uid: 'ln:idp-alerts:f-1',
    happened: at,
    active: at + 2_000,
    severity: 'low',
    status: 'resolved',
    hint: String(at),
    cells: { activity: 'Close', records: 3 },
  });
  expect(row?.steps.map(({ activity }) => activity)).toEqual(['Create', 'Update', 'Close']);
  const first = { ...finding({ created_time: at - 5_000, first_seen_time: at - 9_000 }), time: at };
  expect(rowsOf(first)[0]?.record.happened).toBe(at - 5_000);
});

test('records without a uid are all kept, also those of one time and title', () => {
  const rows = rowsOf({ time: at, message: 'a' }, { time: at, message: 'b' }, { time: at, message: 'a' });
  expect(rows.map(({ record }) => record.title).toSorted()).toEqual(['a', 'b']);
  expect(new Set(rows.map(({ record }) => record.uid)).size).toBe(2);
  expect(new Set(rows.map(({ record }) => record.key)).size).toBe(1);
});

test('title: the finding’s, else analytic, message, type', () => {
  const title = (given: object) => toFindingRecord(wire(given), 'k', 'ln').title;
  const analytic = { name: 'Impossible travel' };
  expect(title({ finding_info: { title: 'T', analytic }, message: 'M' })).toBe('T');
  expect(title({ finding_info: { analytic }, message: 'M' })).toBe('Impossible travel');
  expect(title({ finding_info: { types: ['X'] }, message: 'M' })).toBe('M');
  expect(title({ finding_info: { types: ['X'] } })).toBe('X');
});

const full = {
  time: at,
  severity: 'HIGH',
  severity_id: 4,
  activity_id: 1,
  message: 'Anomalous token',
  finding_info: {
    uid: 'f-9',
    title: 'Anomalous token',
    desc: 'A token with unusual properties.',
    types: ['anomalousToken', 'risk'],
    analytic: { name: 'Token anomaly', type: 'Rule' },
    created_time: at,
    src_url: 'https://entra.example/f-9',
    attacks: [
      {
        technique: { uid: 'T1550', name: 'Alternate' },
        sub_technique: { uid: 'T1550.004' },
        tactics: [{ name: 'Lateral Movement' }],
      },
    ],
    related_events: [{ uid: 'e-1', title: 'Sign-in', first_seen_time: at }],
    related_analytics: null,
  },
  metadata: {
    product: { name: 'Entra ID', vendor_name: 'Microsoft' },
    correlation_uid: 'c-1',
    logged_time: at + 60_000,
    processed_time: at + 13_320_000,
  },
  enrichments: [
    {
      name: 'src_endpoint.ip',
      value: '198.51.100.23',
      provider: 'intel',
      reputation: { score_id: 9, base_score: 87.5 },
    },
  ],
  evidences: [
    {
      actor: {
        app_name: 'Outlook',
        session: { uid: 's-77' },
        user: {
          name: 'daniel.okafor',
          email_addr: 'daniel.okafor@norrvik.example',
          groups: [{ name: 'Dispatch' }],
          risk_level: 'High',
        },
        process: {
          name: 'a',
          parent_process: { name: 'b', parent_process: { name: 'c', parent_process: { name: 'd' } } },
        },
      },
      api: {
        operation: 'UserLoggedIn',
        response: { code: 403, message: 'Denied' },
        service: { name: 'Exchange Online' },
      },
      src_endpoint: {
        ip: '198.51.100.23',
        location: { city: 'Lagos', country: 'NG' },
        autonomous_system: { number: 64500, name: 'Example Net' },
      },
      device: { hostname: 'NVK-LT-0500', is_managed: false },
    },
    { user: { name: 'second' }, data: '{"k":1}' },
  ],
  resource: { name: 'mailbox', uid: 'r-1', owner: { name: 'owner.one' } },
};

test('a row names user, source, place, app, technique and outcome', () => {
  const [row] = rowsOf(full);
  expect(row?.record).toMatchObject({
    title: 'Anomalous token',
    subtitle: 'Entra ID',
    severity: 'high',
    priorityLabel: 'HIGH',
    eventType: 'anomalousToken',
    outcome: 'denied',
    // Leen took it in later than the product logged it, and only then could it be seen.
    arrived: at + 13_320_000,
    consoleUrl: 'https://entra.example/f-9',
    attack: [{ id: 'T1550.004', name: 'Alternate', tactic: 'Lateral Movement' }],
    cells: { user: 'daniel.okafor', source: '198.51.100.23', place: 'Lagos, NG', app: 'Outlook', activity: 'Create' },
  });
  expect(row?.record.entities).toEqual(
    expect.arrayContaining([
      { kind: 'user', value: 'daniel.okafor', role: 'actor' },
      { kind: 'ip', value: '198.51.100.23', role: 'source' },
      { kind: 'host', value: 'NVK-LT-0500', role: 'source' },
      { kind: 'user', value: 'second', role: 'target' },
      { kind: 'user', value: 'owner.one', role: 'target' },
    ]),
  );
});

test('a detail says who, where, what and when, each evidence in a section of its own', () => {
  const detail = detailOf(full);
  const facts = Object.fromEntries(detail.facts.map((fact) => [fact.label, fact]));
  expect(detail.raw).toBe(JSON.stringify(full));
  expect(detail.why).toBe(
    '“Anomalous token” for daniel.okafor from 198.51.100.23 (Lagos, NG), through Outlook, says Entra ID.',
  );
  expect(facts).toMatchObject({
    User: { value: 'daniel.okafor', entity: 'user' },
    Mail: { value: 'daniel.okafor@norrvik.example' },
    Groups: { value: 'Dispatch' },
    'User risk': { value: 'High' },
    Address: { value: '198.51.100.23' },
    Place: { value: 'Lagos, NG' },
    Network: { value: 'Example Net' },
    Device: { value: 'NVK-LT-0500', note: 'not managed' },
    Operation: { value: 'UserLoggedIn', note: 'Exchange Online' },
    Response: { value: 'Denied', note: 'code 403' },
    'Sign-in id': { value: 's-77' },
    Analytic: { value: 'Token anomaly' },
    Created: { at },
    'Last sync': { value: 'unknown' },
  });
  const ids = detail.sections.map(({ id }) => id);
  expect(ids).toEqual([
    'description',
    'evidence-1',
    'evidence-2',
    'resource-1',
    'enrichments',
    'related-events',
    'metadata',
  ]);
  const enrichments = detail.sections.find(({ id }) => id === 'enrichments');
  expect(enrichments?.kind === 'table' && enrichments.rows[0]).toEqual([
    'src_endpoint.ip',
    '198.51.100.23',
    'Probably malicious',
    87.5,
    'intel',
  ]);
});

test.each([
  ['javascript:alert(1)', undefined],
  ['http://console.example/x', undefined],
  ['https://u:p@console.example/x', undefined],
  ['not a link', undefined],
  ['https://console.example/x', 'https://console.example/x'],
])('a console link is https or none: %s', (url, expected) => {
  expect(toFindingRecord(wire({ finding_info: { src_url: url } }), 'k', 'ln').consoleUrl).toBe(expected);
});

test('nesting is shown to a depth, long lists and long values to a length, and the rest is said to be there', () => {
  let process: object = { name: 'root' };
  for (let depth = 0; depth < 60; depth += 1) process = { name: `p${depth}`, parent_process: process };
  const facts = flatten({ process, list: Array.from({ length: 500 }, (_, n) => ({ n })), long: 'x'.repeat(100_000) });
  expect(facts.length).toBeLessThan(160);
  expect(facts.some(({ value }) => value === 'nested deeper, see the raw record')).toBe(true);
  expect(facts.some(({ value }) => value === '480 more, see the raw record')).toBe(true);
  expect(facts.every(({ value }) => value.length < 2_100)).toBe(true);
});

test('whatever a part is instead of what it should be, the row stays', () => {
  const odd: unknown[] = [null, '', 0, -1, [], {}, [null], [[]], 'text', true, 1e300, ['a', { b: null }]];
  const names = Object.keys(full);
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.constantFrom(...odd), fc.jsonValue({ maxDepth: 3 }))),
      (parts) => {
        const detail = detailOf({ ...full, ...parts });
        expect(isFindingKey(detail.record.key)).toBe(true);
        expect(detail.record.title).not.toBe('');
      },
    ),
    { numRuns: 400, endOnFailure: true },
  );
});

test('what is no object is unreadable and kept; null for a list is an empty list; no list is an error', () => {
  const text = '{"items": [null, 7, {"time": 1}], "total": null}';
  const page = toAlertsPage({ text, json: JSON.parse(text) as unknown }, 'ln');
  expect(page.items.map((item) => ('unreadable' in item ? item.unreadable.raw : 'row'))).toEqual(['null', '7', 'row']);
  expect(toAlertsPage({ text: '{"items":null}', json: { items: null } }, 'ln').items).toEqual([]);
  expect(() => toAlertsPage({ text: '{}', json: {} }, 'ln')).toThrow('not its list');
});

test('a window is asked with its offset spelled out, never with a cursor, and offset 0 is left out', () => {
  const spec = { from: at, sort: 'severity:desc' as const, severities: ['HIGH', 'LOW'], only: null };
  const options = { severityParam: 'severity', limit: 100 };
  expect(Object.fromEntries(cursorParams(spec, null, options))).toEqual({
    enableCursor: 'true',
    limit: '100',
    updatedSince: '2026-11-12T14:02:11+00:00',
    sort: 'severity:desc',
    severity: 'HIGH,LOW',
  });
  expect(Object.fromEntries(cursorParams(spec, 'c', options))).toEqual({
    enableCursor: 'true',
    limit: '100',
    cursor: 'c',
  });
  expect(offsetParams(spec, 0, options).map(([name]) => name)).not.toContain('offset');
  expect(Object.fromEntries(offsetParams(spec, 40, options))).toMatchObject({ offset: '40', excludeTotal: 'true' });
  expect(windowFrom(at)).toBeLessThanOrEqual(at - 600_000);
});

test('the connection’s record tells the age of the last sync and what ails it, whatever is missing', () => {
  const record = { vendor: 'MS_ENTRA', is_active: true, refresh_interval_secs: 14_400, health: { name: 'HEALTHY' } };
  expect(toSyncState(record, at)).toMatchObject({
    known: true,
    lastSyncAt: null,
    problem: null,
    refreshIntervalS: 14_400,
  });
  expect(toSyncState({ ...record, state: { last_sync: '2026-11-12T10:02:11Z' } }, at).lastSyncAt).toBe(
    at - 4 * 3_600_000,
  );
  const lost = toSyncState({ ...record, health: { name: 'UNAUTHORIZED', resolution_owner: 'CUSTOMER' } }, at).problem;
  expect(lost?.code).toBe('forbidden');
  expect(lost?.message).toContain('has lost its right to read Microsoft Entra');
  expect(toSyncState({ ...record, health: null }, at).problem).toBeNull();
  expect(toSyncState({ ...record, is_active: false }, at).problem?.message).toContain('switched off');
  expect(toSyncState('nonsense', at).known).toBe(false);
});
