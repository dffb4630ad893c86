import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JsonObject, toText } from '../json.ts';
import { eventTypes } from './event-types.ts';
import { startWithClient, type TestClient } from './test-client.ts';

const NOW = Date.UTC(2026, 10, 18, 14, 0, 0);
let client: TestClient;
let rows: JsonObject[];
let text: string;
beforeAll(async () => {
  client = await startWithClient({ events: 6000, now: () => NOW });
  const offsets = Array.from({ length: 13 }, (_, index) => index * 500);
  text = (await Promise.all(offsets.map((offset) => client.text(`/events?offset=${offset}`)))).join('\n');
  rows = text.split('\n').flatMap((body) => (JSON.parse(body) as { data: JsonObject[] }).data);
});
afterAll(() => client.simulator.close());

const ofType = ([id]: readonly [number, string]) => rows.filter((row) => row['event_type_id'] === id);

test('ids are raw digits beyond 2^53, made of the second and a counter; some are small, some are missing', () => {
  const ids = [...text.matchAll(/\{"id":(\d+),"timestamp":(\d+)/g)].map(([, id = '', at = '']) => ({ id, at }));
  expect(ids.filter(({ id }) => id.length === 19).length).toBeGreaterThan(4000);
  expect(ids.some(({ id, at }) => BigInt(id) >> 32n === BigInt(at))).toBe(true);
  expect(ids.some(({ id }) => id.length === 14)).toBe(true);
  expect(rows.filter((row) => row['id'] === undefined).length).toBeGreaterThan(5);
  expect(rows.length - ids.length).toBe(rows.filter((row) => row['id'] === undefined).length);
});

test('neighbours collide once a double holds their id, even in time and type; exact keys never do', async () => {
  const failures = ofType(eventTypes.quarantineFailure);
  const rounded = Map.groupBy(failures, (row) => toText([row['id'], row['timestamp'], row['timestamp_nanoseconds']]));
  const collided = [...rounded.values()].find((group) => group.length >= 6);
  expect(new Set(collided?.map((row) => row['detection_id'])).size).toBe(collided?.length);
  const keys = client.simulator.oracle.events();
  expect(new Set(keys).size).toBe(keys.length);
  expect(await client.keys('offset=5000')).toEqual(keys.slice(5000, 5500));
});

test('by switch ids are written as a double prints them', async () => {
  client.simulator.switches.roundedIds = true;
  const body = await client.text('/events?limit=1&event_type[]=1090519054');
  client.simulator.switches.roundedIds = false;
  const { id, detection } = /"id":(?<id>\d+),.*?"detection_id":"(?<detection>\d+)"/.exec(body)?.groups ?? {};
  expect(id).not.toBe(detection);
  expect(id).toBe(String(Number(detection)));
});

test('every type of the reference is there, with its severity or without one', () => {
  const severities = (type: keyof typeof eventTypes) =>
    new Set(ofType(eventTypes[type]).map((row) => row['severity'] ?? 'absent'));
  expect(severities('threatDetected')).toEqual(new Set(['Medium']));
  expect(severities('threatQuarantined')).toEqual(new Set(['Medium']));
  expect(severities('quarantineFailure')).toEqual(new Set(['Medium']));
  expect(severities('retrospectiveDetection')).toEqual(new Set(['High']));
  expect(severities('retrospectiveQuarantineFailed')).toEqual(new Set(['High']));
  expect(severities('cloudIoc')).toEqual(new Set(['Low', 'Medium', 'High']));
  expect(severities('executedMalware')).toEqual(new Set(['High']));
  expect(severities('potentialDropper')).toEqual(new Set(['High']));
  expect(severities('vulnerableApplication')).toEqual(new Set(['Low']));
  expect(severities('huntingIncident')).toEqual(new Set(['Critical']));
  expect(severities('policyUpdate')).toEqual(new Set(['absent']));
  expect(severities('scanStarted')).toEqual(new Set(['absent']));
});

test('shapes differ by type: hash alone, no detection, an error code beyond int32, scores as text', () => {
  for (const row of ofType(eventTypes.threatQuarantined)) {
    expect(row).not.toHaveProperty('detection');
    expect(row['file']).toEqual({ disposition: 'Malicious', identity: { sha256: expect.any(String) as string } });
  }
  expect(ofType(eventTypes.potentialDropper)[0]).not.toHaveProperty('detection_id');
  expect(ofType(eventTypes.scanStarted)[0]).toMatchObject({ scan: { description: expect.any(String) as string } });
  expect(ofType(eventTypes.policyUpdate)[0]).not.toHaveProperty('file');
  const codes = rows.flatMap((row) => (row['error'] as { error_code: number } | undefined)?.error_code ?? []);
  expect(Math.max(...codes)).toBeGreaterThan(0x7fff_ffff);
  const [vulnerable] = ofType(eventTypes.vulnerableApplication);
  expect(vulnerable).toMatchObject({ system_requirements: null });
  const weaknesses = vulnerable?.['vulnerabilities'] as Array<{ score: unknown }> | undefined;
  expect(weaknesses?.[0]?.score).toEqual(expect.any(String));
  const network = ofType(eventTypes.dfcThreatDetected)[0]?.['network_info'];
  expect(network).toMatchObject({ nfm: { protocol: 'TCP' }, local_ip: expect.stringMatching(/^10\.20\./) as string });
});

test('a detection, its quarantine and its failure share one detection_id; on the detection it is the id', () => {
  const detected = new Map(ofType(eventTypes.threatDetected).map((row) => [row['detection_id'], row]));
  for (const type of ['threatQuarantined', 'quarantineFailure'] as const) {
    for (const row of ofType(eventTypes[type])) {
      const first = detected.get(toText(row['detection_id']));
      expect(first).toMatchObject({ connector_guid: row['connector_guid'] });
      expect(Number(first?.['timestamp'])).toBeLessThanOrEqual(Number(row['timestamp']));
    }
  }
  for (const [id, row] of detected) expect(Number(id)).toBe(row['id']);
});

test('hunting incidents: no id, detection or groups, about ten kilobytes with CRLF, at times no computer', () => {
  const incidents = ofType(eventTypes.huntingIncident);
  for (const row of incidents) {
    for (const name of ['id', 'detection_id', 'group_guids']) expect(row).not.toHaveProperty(name);
    const { incident_summary, severity } = row['threat_hunting'] as Record<string, string>;
    expect(incident_summary).toContain('\r\n');
    expect(severity).toBe('critical');
    expect(JSON.stringify(row).length).toBeGreaterThan(9000);
  }
  expect(incidents.length).toBeGreaterThan(0);
});

test('an incident of the whole organisation has its host name at the top and no computer', async () => {
  const empty = await startWithClient({ events: 0, now: () => NOW });
  const [event_type_id] = eventTypes.huntingIncident;
  empty.simulator.insertEvents(Array.from({ length: 12 }, () => ({ event_type_id, _omit: ['id'] })));
  const incidents = await empty.rows();
  const without = incidents.filter((row) => row['computer'] === undefined);
  await empty.simulator.close();
  expect(without.length).toBeGreaterThan(0);
  expect(without.length).toBeLessThan(incidents.length);
  expect(without[0]).toMatchObject({ hostname: expect.stringMatching(/^NVK-/) as string });
  expect(without[0]).not.toHaveProperty('connector_guid');
});

test('tactics come as texts and as objects with HTML; a switch makes them all one', async () => {
  const iocs = ofType(eventTypes.cloudIoc).map((row) => (row['techniques'] as unknown[])[0]);
  expect(iocs.some((technique) => typeof technique === 'string')).toBe(true);
  expect(iocs).toContainEqual(
    expect.objectContaining({
      external_id: expect.stringMatching(/^T\d{4}/) as string,
      description: expect.stringContaining('<p>') as string,
      mitre_url: expect.stringMatching(/^https:/) as string,
    }),
  );
  for (const shape of ['strings', 'objects'] as const) {
    client.simulator.switches.tactics = shape;
    const seen = (await client.rows('event_type[]=1107296274')).map((row) => typeof (row['tactics'] as unknown[])[0]);
    expect(new Set(seen)).toEqual(new Set([shape === 'strings' ? 'string' : 'object']));
  }
  client.simulator.switches.tactics = 'mixed';
});

test('all path dialects, all kinds of user, names short and full', () => {
  const paths = rows.flatMap((row) => (row['file'] as { file_path?: string } | undefined)?.file_path ?? []);
  for (const dialect of [/^\\\\\?\\C:\\/, /^C:\\/, /^\/C:\//, /^file:\/\/\/C%3A\//]) {
    expect(paths.some((path) => dialect.test(path))).toBe(true);
  }
  const computers = rows.map((row) => (row['computer'] ?? {}) as Record<string, string | undefined>);
  const users = new Set(computers.map(({ user }) => user));
  expect(users).toContain('Not Available');
  expect(users).toContain(undefined);
  expect([...users].some((user) => user?.endsWith('@NORRVIK'))).toBe(true);
  expect([...users].some((user) => user?.endsWith('@norrvik.example'))).toBe(true);
  expect(computers.some(({ hostname }) => hostname?.includes('.'))).toBe(true);
});

test('times: seconds, a remainder in nanoseconds that may be 0, a date that agrees; an end before its start', () => {
  for (const row of rows) {
    const at = Number(row['timestamp']);
    expect(row['date']).toBe(new Date(at * 1000).toISOString().replace('.000Z', '+00:00'));
    expect(at * 1000).toBeLessThanOrEqual(NOW);
    expect(Number(row['timestamp_nanoseconds'])).toBeLessThan(1e9);
  }
  expect(rows.some((row) => row['timestamp_nanoseconds'] === 0)).toBe(true);
  expect(rows.some((row) => Number(row['start_timestamp']) > Number(row['timestamp']))).toBe(true);
});

test('null leaves are sent, and computer links are API addresses here', () => {
  expect(text).toContain('"parent":null');
  const links = rows.flatMap((row) => (row['computer'] as { links?: { computer: string } } | undefined)?.links ?? []);
  for (const { computer } of links) expect(computer.startsWith(`${client.simulator.baseUrl}/computers/`)).toBe(true);
});

test('only documentation addresses, our own networks and .example names appear', () => {
  const foreign = (text.match(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g) ?? []).filter(
    // 118.0.5993.70 is a version.
    (ip) => !/^(10\.20\.(14|2)|192\.0\.2|198\.51\.100|203\.0\.113)\.|^127\.0\.0\.1$/.test(ip),
  );
  expect(new Set(foreign)).toEqual(new Set());
  const hosts = [...text.matchAll(/https?:\/\/([^/:"\\ ]+)/g)].map(([, host]) => host ?? '');
  expect([...new Set(hosts)].filter((host) => !/\.example$|^attack\.mitre\.org$|^[\d.]+$/.test(host))).toEqual([]);
});

test('the same seed and instant give the same bytes', async () => {
  const other = await startWithClient({ events: 6000, now: () => NOW });
  const [a, b] = await Promise.all([client, other].map((one) => one.text('/events?limit=100&offset=2000')));
  await other.simulator.close();
  const bare = (body: string | undefined) => body?.replaceAll(/127\.0\.0\.1:\d+/g, 'host');
  expect(bare(a) === bare(b)).toBe(true);
});

test('the last 72 hours of noise hold nothing critical and at most a dozen that are grave', () => {
  const { events } = client.simulator.oracle;
  const recent = { start_date: new Date(NOW - 72 * 3_600_000).toISOString() };
  expect(events({ ...recent, severity: 'Critical' })).toEqual([]);
  const failed = events({ ...recent, event_type: eventTypes.quarantineFailure[0] }).length;
  // The stories' own: the mail program's shell, the web shell, the file server's files, one failed quarantine.
  expect(events({ ...recent, severity: 'High' }).length + failed - 4).toBeLessThanOrEqual(12);
});

test('a hundred events and more fall into one second, where start_date can no longer tell them apart', () => {
  const sizes = [...Map.groupBy(rows, (row) => row['timestamp']).values()].map((group) => group.length);
  expect(Math.max(...sizes)).toBeGreaterThan(100);
});
