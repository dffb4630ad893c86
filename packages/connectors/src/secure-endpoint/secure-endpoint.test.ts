import {
  type EventOracleFilter,
  type SecureEndpointSimulator,
  type SecureEndpointSimulatorOptions,
  startSecureEndpointSimulator,
} from '@watchfloor/simulators';
import { afterEach, expect, test } from 'vitest';
import { compare, contextFor, describeFaults, describeWalks, type Stage, walk } from '../conformance.ts';
import type { ListQuestion } from '../connector.ts';
import { type OpenConnection, openConnection } from '../open-connection.ts';
import { secureEndpoint } from './index.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of opened.splice(0)) await part.close();
});

const day = 86_400_000;
const range = () => ({ from: Date.now() - 40 * day, to: Date.now() + day });

function connect(simulator: SecureEndpointSimulator, config: Record<string, unknown> = {}): OpenConnection {
  return openConnection({
    id: 'se',
    label: 'SE',
    vendor: secureEndpoint,
    config: secureEndpoint.config.parse({
      base_url: simulator.baseUrl,
      client_id: simulator.clientId,
      api_key: simulator.apiKey,
      ...config,
    }),
    network: { allowPrivate: ['127.0.0.0/8'] },
  });
}

async function start(options: SecureEndpointSimulatorOptions = {}, config: Record<string, unknown> = {}) {
  const simulator = await startSecureEndpointSimulator({ events: 1_200, ...options });
  const connection = connect(simulator, config);
  opened.push(connection, simulator);
  return { simulator, connection };
}

const events = (connection: OpenConnection) => {
  const reader = connection.readers.get('events');
  if (!reader?.get) throw new Error('no events');
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
const not = (...exclude: string[]) => ({ include: [], exclude });
/** The oracle tells events apart by the same fields, in the same order. */
const toKey = (oracleKey: string) => oracleKey.replaceAll('|', '.');
const whole = { repeated: 0, missing: 0, foreign: 0 };

function stageOf(simulator: SecureEndpointSimulator, connection: OpenConnection, filter: EventOracleFilter): Stage {
  const { oracle } = simulator;
  return {
    connection,
    mark: () => oracle.journal.seq,
    throughout: (mark) => oracle.matchedThroughout(filter, mark).map(toKey),
    sometime: (mark) => oracle.matchedSometime(filter, mark).map(toKey),
    disturb(round) {
      const at = (share: number) => Math.round((Date.now() - share * 29 * day) / 1_000);
      // In front, in the middle and late, several in one second; then some change and some go.
      const inserted = simulator.insertEvents([
        { timestamp: at(0) },
        { timestamp: at(0) },
        { timestamp: at((round % 10) / 10) },
        ...Array.from({ length: 3 }, () => ({ timestamp: at(0.5) })),
      ]);
      simulator.mutate(inserted.slice(0, 1), { severity: 'Critical' });
      simulator.remove(inserted.slice(3, 4));
    },
    beforeAnswer(hook) {
      simulator.beforeResponse = hook && (() => hook());
    },
    fault(kind, _where, skip) {
      const [name = '', variant] = kind.split(':');
      simulator.faults.next({
        kind: name as 'status',
        skip,
        path: '/events',
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
      { kind: 'schema-drift:no-list', expected: ['bad_response'] },
    ],
    close: async () => {
      simulator.beforeResponse = undefined;
      await connection.close();
      await simulator.close();
    },
  };
}

async function openStage(filter: EventOracleFilter, options: SecureEndpointSimulatorOptions = {}): Promise<Stage> {
  const simulator = await startSecureEndpointSimulator({ events: 1_500, ...options });
  return stageOf(simulator, connect(simulator), filter);
}

describeWalks(
  'secure-endpoint',
  () => openStage({}),
  [
    { resource: 'events', filters: {}, order: 'time-desc' },
    { resource: 'events', filters: {}, order: 'time-asc' },
  ],
  range,
);
describeWalks(
  'secure-endpoint, filtered here',
  () => openStage({ severity: ['Medium', 'High', 'Critical'] }),
  [{ resource: 'events', filters: { priority_label: only('Medium', 'High', 'Critical') }, order: 'time-desc' }],
  range,
);
describeFaults(
  'secure-endpoint',
  () => openStage({}, { events: 300 }),
  { resource: 'events', filters: {}, order: 'time-desc' },
  range,
);

test('control: offsets without overlap repeat rows of the same list', async () => {
  const stage = await openStage({});
  opened.push(stage);
  let round = 0;
  stage.beforeAnswer(() => stage.disturb(round++));
  const ids: string[] = [];
  for (let offset = 0; offset < 1_500; offset += 100) {
    const { json } = await stage.connection.client.get({
      path: '/events',
      params: [
        ['limit', '100'],
        ['offset', String(offset)],
      ],
      signal: AbortSignal.timeout(5_000),
    });
    ids.push(...(json as { data: object[] }).data.map((row) => JSON.stringify(row)));
  }
  expect(ids.length - new Set(ids).size).toBeGreaterThan(0);
});

test('every filter gives what the wire rows say, in one value and in several', async () => {
  const { simulator, connection } = await start();
  const { oracle } = simulator;
  const facts = oracle.events().map((key) => oracle.facts(key));
  const some = (name: 'connector_guid' | 'detection_sha256' | 'application_sha256' | 'hostname' | 'user') =>
    [...new Set(facts.map((row) => row[name]))].filter((value) => value !== '').slice(0, 2);
  const groups = [...new Set(facts.flatMap((row) => row.group_guids.split(',')))].filter((guid) => guid !== '');
  const [computer = '', otherComputer = ''] = some('connector_guid');
  const [sha = '', otherSha = ''] = some('detection_sha256');
  const [parent = ''] = some('application_sha256');
  const [host = ''] = some('hostname');
  const [user = ''] = some('user').filter((name) => name !== 'Not Available');
  const [group = '', otherGroup = ''] = groups;
  const types = { detected: '1090519054', quarantined: '553648143', failed: '2164260880' };
  const cases: [string, ListQuestion['filters'], EventOracleFilter][] = [
    ['type', { event_type: only('Threat Detected') }, { event_type: types.detected }],
    [
      'types',
      { event_type: only('threat detected', 'Threat Quarantined') },
      { event_type: [types.detected, types.quarantined] },
    ],
    ['type by the vendor’s list', { event_type: only('Multiple Infected Files') }, { event_type: '1107296257' }],
    ['computer', { connector_guid: only(computer) }, { connector_guid: computer }],
    ['computers', { connector_guid: only(computer, otherComputer) }, { connector_guid: [computer, otherComputer] }],
    ['group', { group_guid: only(group) }, { group_guid: group }],
    ['groups', { group_guid: only(group, otherGroup) }, { group_guid: [group, otherGroup] }],
    ['file', { detection_sha256: only(sha.toUpperCase()) }, { detection_sha256: sha }],
    ['files', { detection_sha256: only(sha, otherSha) }, { detection_sha256: [sha, otherSha] }],
    ['parent', { application_sha256: only(parent) }, { application_sha256: parent }],
    ['label', { priority_label: only('high') }, { severity: 'High' }],
    ['label, none', { priority_label: only('none') }, { severity: '' }],
    ['severity, unraised', { severity: only('critical', 'low') }, { severity: ['Critical', 'Low'] }],
    [
      'outcome',
      { outcome: only('stopped'), event_type: only('Threat Quarantined') },
      { event_type: types.quarantined },
    ],
    ['host', { host: only(host) }, { hostname: host }],
    ['user', { user: only(user) }, { user }],
    [
      'all at once',
      { event_type: only('Threat Detected'), group_guid: only(group), connector_guid: only(computer, otherComputer) },
      { event_type: types.detected, group_guid: group, connector_guid: [computer, otherComputer] },
    ],
  ];
  for (const [name, filters, filter] of cases) {
    const walked = await walk(connection, { resource: 'events', filters, order: 'time-desc' }, range());
    const expected = oracle.events(filter).map(toKey);
    expect({ name, ...compare(walked, expected, expected), partial: walked.partial }).toEqual({
      name,
      ...whole,
      partial: [],
    });
    if (name !== 'all at once') expect(expected.length, name).toBeGreaterThan(0);
  }
  const excluded = await walk(
    connection,
    { resource: 'events', filters: { event_type: not('Threat Detected') }, order: 'time-desc' },
    range(),
  );
  const others = facts.filter((row) => row.event_type_id !== types.detected);
  expect(excluded.records.length).toBe(others.length);
  // A severity that is raised here is found where it is shown.
  const high = await walk(
    connection,
    { resource: 'events', filters: { severity: only('high') }, order: 'time-desc' },
    range(),
  );
  const raised = facts.filter((row) => row.severity === 'High' || row.event_type_id === types.failed);
  expect(high.records.length).toBe(raised.length);
}, 60_000);

test('who applied a filter is said, and nothing that the vendor does not know is sent', async () => {
  const { simulator, connection } = await start();
  const page = await events(connection).list(
    question({ filters: { event_type: only('Cloud IOC', 'Exploit Prevention'), severity: only('high') } }),
    null,
    contextFor(connection),
  );
  expect(page.appliedHere).toEqual(['severity']);
  expect(page.unapplied).toEqual([]);
  const sent = simulator.requests.map(({ path, query }) => new URLSearchParams(query ?? path));
  expect(sent.every((params) => !params.has('severity'))).toBe(true);
  expect(simulator.requests.every(({ status }) => status === 200)).toBe(true);
});
