import type { InsertedEvent, SecureEndpointSimulatorOptions } from '@watchfloor/simulators';
import { afterEach, expect, test } from 'vitest';
import {
  closeOpened,
  compare,
  connectTo,
  contextFor,
  day,
  nothingWrong,
  question,
  readerOf,
  startVendor,
  walk,
  wholeRange,
} from '../conformance.ts';
import { isConnectorError } from '../errors.ts';
import { secureEndpointFixture, toKey } from './conformance.ts';

afterEach(closeOpened);

async function start(options: SecureEndpointSimulatorOptions = {}, config: Record<string, unknown> = {}) {
  const started = await startVendor(secureEndpointFixture, { events: 0, ...options }, config);
  const { get, list } = readerOf(started.connection, 'events');
  return { ...started, get, list };
}

const everything = { resource: 'events', filters: {}, order: 'time-desc' };
const seconds = (agoMs: number) => Math.round((Date.now() - agoMs) / 1_000);

/** Inserts events, lists them, and opens each by its key alone, as an old link would. */
async function open(events: readonly InsertedEvent[], config: Record<string, unknown> = {}) {
  const started = await start({}, config);
  started.simulator.insertEvents(events);
  const page = await started.list(question(), null, contextFor(started.connection));
  const details = [];
  for (const { key } of page.records) details.push(await started.get(key, undefined, contextFor(started.connection)));
  return { ...started, page, details };
}

test('a link opens days later, among newer events, with the record byte for byte', async () => {
  const { simulator, connection, get } = await start({ events: 1_200 });
  const old = simulator.oracle.events().slice(-300);
  for (const oracleKey of [old[0], old[150], old[299]]) {
    if (oracleKey === undefined) throw new Error('too few events');
    const detail = await get(toKey(oracleKey), undefined, contextFor(connection));
    expect(detail.record.key).toBe(toKey(oracleKey));
    expect(detail.raw).toBe(simulator.oracle.raw(oracleKey));
  }
});

test('an event at the end of a long list of its own kind is reached by the list’s total', async () => {
  const { simulator, connection, get } = await start();
  const guid = '20a0ce9f-44d1-4cbb-ab04-8a0705448b72';
  const shared = { event_type: 'Scan Started', event_type_id: 554696714, connector_guid: guid };
  const [first] = simulator.insertEvents([{ ...shared, timestamp: seconds(2 * day), id: '5832364858376454145' }]);
  simulator.insertEvents(
    Array.from({ length: 400 }, (_, index) => ({ ...shared, timestamp: seconds(day - index * 1_000) })),
  );
  if (first === undefined) throw new Error('not inserted');
  const context = contextFor(connection);
  const detail = await get(toKey(first), undefined, context);
  expect(detail.raw).toBe(simulator.oracle.raw(first));
  expect(context.asked.length).toBeLessThanOrEqual(3);
  simulator.remove([first]);
  const gone: unknown = await get(toKey(first), undefined, contextFor(connection)).catch((error: unknown) => error);
  expect(isConnectorError(gone) && gone.kind).toBe('not_found');
});

test('exact, missing, small and colliding ids: each event is a row of its own, and ids keep their digits', async () => {
  const at = seconds(60_000);
  const same = { timestamp: at, timestamp_nanoseconds: 0, event_type: 'Quarantine Failure', event_type_id: 2164260880 };
  const { page, details } = await open([
    { ...same, id: '6180352115244793858', detection_id: '6180352115244793858' },
    { ...same, id: '6180352115244793859', detection_id: '6180352115244793858' },
    { ...same, id: '6180352115244793859', detection_id: '6180352115244793860' },
    { ...same, id: '14930696955218' },
    { ...same, _omit: ['id', 'detection_id'] },
    { ...same, id: '9223372036854775807' },
  ]);
  expect(new Set(page.records.map(({ uid }) => uid)).size).toBe(6);
  expect(details.map(({ record }) => record.key)).toEqual(page.records.map(({ key }) => key));
  expect(details.map(({ raw }) => /"id": ?(\d+)/.exec(raw)?.[1] ?? 'none').toSorted()).toEqual(
    [
      '14930696955218',
      '6180352115244793858',
      '6180352115244793859',
      '6180352115244793859',
      '9223372036854775807',
      'none',
    ].toSorted(),
  );
});

test('records that lack everything, or hold nulls and odd types, are rows that open', async () => {
  const policy = { event_type: 'Policy Update', event_type_id: 553648130 };
  const at = [1, 2, 3, 4].map((index) => seconds(index * 1_000));
  const { page, details } = await open([
    {
      ...policy,
      timestamp: at[0],
      _raw: `{"timestamp":${at[0]},"date":null,"event_type":"Policy Update","event_type_id":553648130}`,
    },
    { timestamp: at[1], _raw: `{"timestamp":"${at[1]}","event_type":"X","computer":null,"file":null,"tactics":null}` },
    { timestamp: at[2], _raw: `{"timestamp":${at[2]},"computer":"?","file":[1],"techniques":{},"id":{},"severity":7}` },
    {
      timestamp: at[3],
      computer: { user: 'Not Available', hostname: 'NVK-LT-0417.norrvik.example' },
      _omit: ['severity', 'detection', 'file', 'group_guids'],
    },
  ]);
  expect(page.unreadable).toEqual([]);
  expect(page.records.map(({ severity }) => severity)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  expect(page.records.map(({ title }) => title).slice(0, 3)).toEqual(['Policy Update', 'X', 'Event without a type']);
  expect(page.records[3]?.entities.some(({ kind }) => kind === 'user')).toBe(false);
  expect(details.map(({ record }) => record.key)).toEqual(page.records.map(({ key }) => key));
});

test('a failed quarantine: raised by the visible table, in a chain with its detection, its code in hex', async () => {
  const at = seconds(120_000);
  const shared = { detection_id: '6180352115244793858', connector_guid: '20a0ce9f-44d1-4cbb-ab04-8a0705448b72' };
  const { page, details } = await open([
    { ...shared, timestamp: at, event_type: 'Threat Detected', event_type_id: 1090519054, severity: 'Medium' },
    {
      ...shared,
      timestamp: at + 2,
      event_type: 'Quarantine Failure',
      event_type_id: 2164260880,
      severity: 'Medium',
      error: { error_code: 3221225524, description: 'Object not found' },
    },
  ]);
  const [failed, detected] = page.records;
  expect(failed).toMatchObject({ severity: 'high', priorityLabel: 'Medium', outcome: 'not_stopped' });
  expect(detected).toMatchObject({ severity: 'medium', outcome: 'not_stated' });
  for (const { sections, facts } of details) {
    const chain = sections.find(({ kind }) => kind === 'steps');
    expect(chain?.kind === 'steps' && chain.steps.map(({ title, outcome }) => [title, outcome])).toEqual([
      ['Threat Detected', 'not_stated'],
      ['Quarantine Failure', 'not_stopped'],
    ]);
    expect(facts[0]).toMatchObject({ label: 'Outcome', value: 'not_stopped', note: 'Quarantine Failure' });
  }
  const text = JSON.stringify(details[0]);
  expect(text).toContain('Medium at vendor, High here: quarantine failed');
  expect(text).toContain('0xC0000034');
  const unraised = await open(
    [{ timestamp: at, event_type: 'Quarantine Failure', event_type_id: 2164260880, severity: 'Medium' }],
    { raise: [] },
  );
  expect(unraised.page.records[0]?.severity).toBe('medium');
});

test('titles, both shapes of tactics, hunting text, string scores, path dialects, and no link but to the console', async () => {
  const hash = 'b630e72639cc7340620adb0cfc26332ec52fe8867b769695f2d25718d68b1b40';
  const file = { disposition: 'Malicious', identity: { sha256: hash } };
  const { page, details } = await open(
    [
      {
        timestamp: seconds(1_000),
        event_type: 'SecureX Threat Hunting Incident',
        event_type_id: 1107296344,
        threat_hunting: {
          incident_title: '<img src=x onerror=alert(1)>',
          incident_summary: 'line one\r\nline two',
          severity: 'critical',
          incident_start_time: 1_574_446_838,
          incident_end_time: 1_574_446_800,
        },
        tactics: [{ name: 'Execution', external_id: 'TA0002', description: '<p>Runs <b>code</b></p>' }],
        techniques: [{ name: 'PowerShell', external_id: 'T1059.001' }],
        _omit: ['id', 'detection_id', 'group_guids', 'severity', 'detection'],
      },
      {
        timestamp: seconds(2_000),
        event_type: 'Vulnerable Application Detected',
        event_type_id: 1107296279,
        vulnerabilities: [
          { name: 'Java', version: '7', cve: 'CVE-2013-1', score: '6.8' },
          { name: 'Java', version: '7', cve: 'CVE-2013-2', score: '10.0' },
        ],
        techniques: ['T1070.004', 'not a technique'],
        _omit: ['detection'],
      },
      {
        timestamp: seconds(3_000),
        event_type: 'Executed malware',
        event_type_id: 1107296272,
        file,
        _omit: ['detection'],
      },
      {
        timestamp: seconds(4_000),
        event_type: 'Potential Dropper Infection',
        event_type_id: 1107296258,
        file: { ...file, file_path: 'file:///C%3A/Users/a%20b/dropped.exe' },
      },
      {
        timestamp: seconds(5_000),
        event_type: 'Threat Detected',
        event_type_id: 1090519054,
        detection: 'W32.Emotet',
        file: { ...file, file_name: 'invoice.exe', file_path: '\\\\?\\C:\\Users\\invoice.exe' },
      },
      {
        timestamp: seconds(6_000),
        event_type: 'Cloud IOC',
        event_type_id: 1107296274,
        cloud_ioc: { short_description: 'W32.Shell.ioc', description: 'why' },
        file: { disposition: 'Clean', file_name: 'powershell.exe', identity: { sha256: hash } },
      },
    ],
    { console_url: 'https://console.amp.cisco.com' },
  );
  expect(page.records.map(({ title }) => title)).toEqual([
    '<img src=x onerror=alert(1)>',
    'Vulnerable: Java 7, 2 CVEs, worst 10.0',
    'Malware ran: b630e726',
    'Dropper: dropped.exe',
    'W32.Emotet in invoice.exe',
    'W32.Shell.ioc',
  ]);
  expect(page.records[0]).toMatchObject({ severity: 'critical', attack: [{ id: 'T1059.001', name: 'PowerShell' }] });
  expect(page.records[1]?.attack).toEqual([{ id: 'T1070.004' }]);
  const said = JSON.stringify(details.map(({ facts, sections, why }) => [facts, sections, why]));
  expect(said).toContain('line one\\nline two');
  expect(said).toContain('Runs code');
  expect(said).toContain('the file is known and clean; its behaviour fired');
  // The vendor's links are to its API and need credentials.
  expect(said).not.toContain('/v1/computers/');
  for (const { consoleUrl } of page.records) expect(consoleUrl).toMatch(/^https:\/\/console\.amp\.cisco\.com\//);
  expect(details.map(({ record }) => record.consoleUrl)).toEqual(page.records.map(({ consoleUrl }) => consoleUrl));
});

test.each([
  ['pages hold half of what they announce', { pages: 'shortened' }, 500],
  ['ids are rounded', { roundedIds: true }, 600],
  ['links name another host, answers are compressed', { foreignLinks: true, gzip: true }, 600],
  ['a look-back applies where nothing is sent', { lookBackDays: 7 }, 600],
  ['the other rate headers are sent', { rateHeaders: 'x-rate-limit' }, 600],
  ['no rate headers are sent', { rateHeaders: 'none' }, 600],
] as const)('the whole list is read, both ways, where %s', async (_name, switches, events) => {
  const { simulator, connection } = await start({ events, switches });
  const rows = switches && 'roundedIds' in switches ? simulator.oracle.events().length : undefined;
  const all = simulator.oracle.events().map(toKey);
  for (const order of ['time-desc', 'time-asc']) {
    const walked = await walk(connection, { ...everything, order }, wholeRange());
    if (rows === undefined)
      expect({ ...compare(walked, all, all), partial: walked.partial }).toEqual({ ...nothingWrong, partial: [] });
    else expect(walked.records.length).toBe(rows);
    const times = walked.records.map(({ happened }) => happened ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => (order === 'time-asc' ? a - b : b - a)));
  }
});

test('rows that are announced and not sent make an answer that says so, never an empty one', async () => {
  const { connection, list } = await start({ events: 600, switches: { pages: 'empty' } });
  const page = await list(question(), null, contextFor(connection));
  expect(page.records).toEqual([]);
  expect(page.partial?.code).toBe('bad_response');
  expect(page.covered).toBeNull();
});

test.each(['time-desc', 'time-asc'])(
  'the upper bound is kept here, %s, and the total is of the range',
  async (order) => {
    const { simulator, connection, list } = await start({ events: 1_500 });
    const from = (Math.floor(Date.now() / 1_000) - 20 * 86_400) * 1_000;
    const to = from + 5 * day + 999;
    const expected = simulator.oracle
      .events({ start_date: new Date(from).toISOString(), until_s: Math.floor(to / 1_000) })
      .map(toKey);
    const walked = await walk(connection, { ...everything, order }, { from, to });
    expect({ ...compare(walked, expected, expected), partial: walked.partial }).toEqual({
      ...nothingWrong,
      partial: [],
    });
    const context = contextFor(connection);
    const page = await list(question({ from, to, order }), null, context);
    expect(page.total).toBe(expected.length);
    // What lies above the bound is passed over by its number, not read.
    expect(context.asked.length).toBeLessThanOrEqual(3);
    const covered = page.covered;
    expect(order === 'time-desc' ? covered?.to : covered?.from).toBe(order === 'time-desc' ? to : from);
  },
);

test.each(['x-ratelimit', 'x-rate-limit'] as const)(
  'the vendor’s count in %s is ours: at nothing left it is not asked, and people are told until when',
  async (rateHeaders) => {
    const { simulator, connection, list } = await start({ requestsPerWindow: 4, switches: { rateHeaders } });
    for (let count = 0; count < 4; count += 1)
      await list(question({ from: Date.now() - day - count * 1_000 }), null, contextFor(connection));
    expect(connection.client.quota().used).toBe(3_000);
    const before = simulator.requests.length;
    const refused: unknown = await list(question(), null, contextFor(connection)).catch((error: unknown) => error);
    expect(isConnectorError(refused) && refused.kind).toBe('rate_limited');
    expect((refused as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(3_000_000);
    expect(simulator.requests.length).toBe(before);
    expect(simulator.violations).toEqual([]);
    expect(connection.health().state).toBe('throttled');
  },
);

test('without rate headers a 429 is rate_limited, and the credentials’ own words never show', async () => {
  const { connection, list } = await start({ requestsPerWindow: 1, switches: { rateHeaders: 'none' } });
  await list(question(), null, contextFor(connection));
  const refused: unknown = await list(question({ from: 1_000 }), null, contextFor(connection)).catch(
    (error: unknown) => error,
  );
  expect(isConnectorError(refused) && refused.kind).toBe('rate_limited');
});

test('wrong credentials are a clear error that names no secret', async () => {
  const { simulator } = await start();
  const connection = connectTo(secureEndpointFixture, simulator, { api_key: 'wrong-secret-value' });
  const error: unknown = await connection.check(AbortSignal.timeout(3_000)).catch((thrown: unknown) => thrown);
  expect(isConnectorError(error) && error.kind).toBe('auth');
  expect(String(error)).toContain('Unknown API key or Client ID');
  expect(JSON.stringify(error) + String(error)).not.toContain('wrong-secret-value');
  expect(String(error)).not.toContain(btoa(`${simulator.clientId}:wrong-secret-value`));
  expect(connection.health().state).toBe('refused');
});

test('a record that does not parse is counted and shown as it came, and the others stay', async () => {
  const { simulator, connection, list } = await start({ events: 300 });
  simulator.faults.next({ kind: 'schema-drift', drift: 'not-object', path: '/events' });
  const page = await list(question({ rows: 50 }), null, contextFor(connection));
  expect(page.unreadable.length).toBeGreaterThan(0);
  expect(page.unreadable[0]?.bytes).toBe(Buffer.byteLength(page.unreadable[0]?.raw ?? ''));
  expect(page.records.length).toBeGreaterThan(30);
});

test('where the vendor’s list of types cannot be had, an unknown type is filtered by here', async () => {
  const { simulator, connection, list } = await start({ events: 600 });
  simulator.faults.next({ kind: 'status', status: 403, path: '/event_types', count: 9 });
  const filters = { event_type: { include: ['Multiple Infected Files'], exclude: [] } };
  const page = await list(question({ filters }), null, contextFor(connection));
  expect(page.appliedHere).toEqual(['event_type']);
  expect(page.records.length).toBe(simulator.oracle.events({ event_type: '1107296257' }).length);
  expect(connection.health().state).toBe('answering');
});

test('a caller that leaves ends the call through to the socket', async () => {
  const { connection, list } = await start({ events: 300, switches: { latencyMs: 2_000 } });
  const controller = new AbortController();
  const asked = list(question(), null, contextFor(connection, { signal: controller.signal }));
  setTimeout(() => controller.abort(new Error('left')), 100);
  const startedAt = Date.now();
  await expect(asked).rejects.toThrow('left');
  expect(Date.now() - startedAt).toBeLessThan(1_500);
});
