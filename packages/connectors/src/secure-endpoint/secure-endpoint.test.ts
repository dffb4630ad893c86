import type { EventOracleFilter, SecureEndpointSimulatorOptions } from '@watchfloor/simulators';
import { afterEach, expect, test } from 'vitest';
import {
  closeOpened,
  compare,
  contextFor,
  not,
  nothingWrong,
  only,
  openStage,
  question,
  readerOf,
  startVendor,
  walk,
  wholeRange,
} from '../conformance.ts';
import type { ListQuestion } from '../connector.ts';
import { secureEndpointEvents, secureEndpointFixture, toKey } from './conformance.ts';

afterEach(closeOpened);

const start = (options: SecureEndpointSimulatorOptions = {}) => startVendor(secureEndpointFixture, options);

test('control: offsets without overlap repeat rows of the same list', async () => {
  const listCase = { resource: 'events', filters: {}, order: 'time-desc' };
  const stage = await openStage(secureEndpointFixture, secureEndpointEvents, { options: { events: 1_500 }, listCase });
  stage.disturb();
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
  await stage.close();
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
    const walked = await walk(connection, { resource: 'events', filters, order: 'time-desc' }, wholeRange());
    const expected = oracle.events(filter).map(toKey);
    expect({ name, ...compare(walked, expected, expected), partial: walked.partial }).toEqual({
      name,
      ...nothingWrong,
      partial: [],
    });
    if (name !== 'all at once') expect(expected.length, name).toBeGreaterThan(0);
  }
  const excluded = await walk(
    connection,
    { resource: 'events', filters: { event_type: not('Threat Detected') }, order: 'time-desc' },
    wholeRange(),
  );
  const others = facts.filter((row) => row.event_type_id !== types.detected);
  expect(excluded.records.length).toBe(others.length);
  // A severity that is raised here is found where it is shown.
  const high = await walk(
    connection,
    { resource: 'events', filters: { severity: only('high') }, order: 'time-desc' },
    wholeRange(),
  );
  const raised = facts.filter((row) => row.severity === 'High' || row.event_type_id === types.failed);
  expect(high.records.length).toBe(raised.length);
}, 60_000);

test('who applied a filter is said, and nothing that the vendor does not know is sent', async () => {
  const { simulator, connection } = await start();
  const page = await readerOf(connection, 'events').list(
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
