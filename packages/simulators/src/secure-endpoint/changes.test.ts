import { afterEach, expect, test } from 'vitest';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
afterEach(() => client.simulator.close());

async function readAll(query: string): Promise<string[]> {
  const seen: string[] = [];
  for (let offset = 0; ; offset += 25) {
    const keys = await client.keys(`limit=25&offset=${offset}&${query}`);
    if (keys.length === 0) return seen;
    seen.push(...keys);
  }
}

test('new events between two pages shift the offsets, and the oracle knows what a read had to hold', async () => {
  client = await startWithClient({ events: 400 });
  const { simulator } = client;
  const filter = { event_type: 553648130 };
  const since = simulator.oracle.journal.seq;
  const there = simulator.oracle.events(filter);
  let page = 0;
  let inserted: string[] = [];
  simulator.beforeResponse = ({ path }) => {
    if (!path.endsWith('/events') || ++page !== 2) return;
    inserted = simulator.insertEvents(Array.from({ length: 30 }, () => ({ event_type_id: 553648130 })));
    simulator.remove(there.slice(-2));
  };
  const seen = await readAll('event_type[]=553648130');
  const must = simulator.oracle.matchedThroughout(filter, since);
  const may = new Set(simulator.oracle.matchedSometime(filter, since));
  expect(must).toHaveLength(there.length - 2);
  expect(new Set(seen)).toEqual(new Set([...seen, ...must]));
  expect(seen.every((key) => may.has(key))).toBe(true);
  // The control: naive offset paging repeats rows under inserts, which is what the simulator is for.
  expect(new Set(seen).size).toBeLessThan(seen.length);
  expect(must).not.toContain(inserted[0]);
  expect(new Set(simulator.oracle.journal.since(since).map(({ kind }) => kind))).toEqual(new Set(['insert', 'remove']));
});

test('an event goes to the wire as given over sensible defaults', async () => {
  client = await startWithClient({ events: 0 });
  const { simulator } = client;
  const raw = '{"id":9223372036854775807,"timestamp":1795000000,"timestamp":1795000001,"odd":1e400}';
  const [plain, exact, bare] = simulator.insertEvents([
    { timestamp: 1_795_000_300, detection: 'W32.Given' },
    {
      timestamp: 1_795_000_200,
      id: '6180352115244793858',
      computer: { hostname: 'NVK-FS-02', user: null },
      own: { field: [1] },
    },
    { timestamp: 1_795_000_100, event_type: 'Scan Started', _omit: ['id', 'computer.links', 'group_guids'] },
    { timestamp: 1_795_000_000, _raw: raw },
  ]);
  const text = await client.text('/events');
  expect(text).toContain('{"id":6180352115244793858,"timestamp":1795000200,"timestamp_nanoseconds":0,');
  expect(text.endsWith(`,${raw}]}`)).toBe(true);
  const [first, second, third] = await client.rows();
  expect(first).toMatchObject({ event_type: 'Threat Detected', severity: 'Medium', detection: 'W32.Given' });
  expect(second).toMatchObject({ own: { field: [1] }, computer: { hostname: 'NVK-FS-02', user: null } });
  expect(third).toMatchObject({ event_type_id: 554696714, computer: { hostname: 'NVK-LT-0420' } });
  for (const name of ['id', 'group_guids', 'severity']) expect(third).not.toHaveProperty(name);
  expect(third?.['computer']).not.toHaveProperty('links');
  expect(simulator.oracle.raw(exact ?? '')).toContain('"id":6180352115244793858,');
  expect(simulator.oracle.facts(bare ?? '')).toMatchObject({ id: '', event_type_id: '554696714' });
  expect(await client.keys('limit=3')).toEqual([plain, exact, bare]);
});

test('an id that is no unsigned 64-bit number, or was already rounded, is refused', async () => {
  client = await startWithClient({ events: 0 });
  for (const id of ['abc', '99999999999999999999', 2 ** 62, '-1']) {
    expect(() => client.simulator.insertEvents([{ id }])).toThrow('64-bit');
  }
});

test('neighbours inserted in one second collide as doubles and stay apart as text', async () => {
  client = await startWithClient({ events: 0 });
  const timestamp = 1_795_000_000;
  client.simulator.insertEvents(
    Array.from({ length: 6 }, (_, index) => ({
      timestamp,
      id: ((BigInt(timestamp) << 32n) + BigInt(index)).toString(),
    })),
  );
  expect(new Set((await client.rows()).map((row) => row['id'])).size).toBe(1);
  expect(new Set(await client.keys()).size).toBe(6);
});

test('a patch shows at once, is found by, and cannot make it another event', async () => {
  client = await startWithClient({ events: 0 });
  const { simulator } = client;
  const [key = ''] = simulator.insertEvents([{}]);
  const since = simulator.oracle.journal.seq;
  simulator.mutate([key], { severity: 'Critical', detection: 'W32.Patched' });
  expect(await client.rows()).toMatchObject([{ severity: 'Critical', detection: 'W32.Patched' }]);
  expect(simulator.oracle.events({ severity: 'Critical' })).toEqual([key]);
  expect(simulator.oracle.matchedThroughout({ severity: 'Critical' }, since)).toEqual([]);
  expect(simulator.oracle.matchedSometime({ severity: 'Medium' }, since)).toEqual([key]);
  for (const patch of [{ connector_guid: 'other' }, { detection_id: '7' }, { timestamp: 1 }]) {
    expect(() => simulator.mutate([key], patch)).toThrow('another event');
  }
  expect(await client.keys()).toEqual([key]);
  expect(() => simulator.remove(['no such key'])).toThrow('no event');
});

test('a late event falls into its place', async () => {
  client = await startWithClient({ events: 0 });
  const at = Math.floor(Date.now() / 1000) - 3600;
  client.simulator.insertEvents(Array.from({ length: 150 }, () => ({ timestamp: at })));
  client.simulator.insertEvents([{ detection: 'newest' }, { detection: 'late', timestamp: at - 1 }]);
  const rows = await client.rows();
  expect(rows[0]).toMatchObject({ detection: 'newest' });
  expect(rows.at(-1)).toMatchObject({ detection: 'late' });
  const start = encodeURIComponent(new Date(at * 1000).toISOString());
  expect((await client.page(`start_date=${start}`)).metadata.results.total).toBe(151);
});

test('live, the noise goes on with the clock, on time and late; without live nothing moves', async () => {
  const now = () => 1_795_000_000_000;
  client = await startWithClient({ events: 300, live: true, now });
  const { simulator } = client;
  const since = simulator.oracle.journal.seq;
  simulator.advance(3 * 3_600_000);
  const inserted = simulator.oracle.journal.since(since);
  // One happening in 45 seconds for three hours, some of two rows; the story's last step as well.
  expect(inserted.length).toBeGreaterThan(190);
  expect(inserted.length).toBeLessThan(340);
  const delays = inserted.map(({ at, after }) => at / 1000 - (after?.timestamp ?? 0));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(inserted.filter(({ after }) => after?.severity === 'Critical')).toHaveLength(1);
  await simulator.close();
  client = await startWithClient({ events: 300, stories: false, now });
  const { seq } = client.simulator.oracle.journal;
  client.simulator.advance(86_400_000);
  expect(client.simulator.oracle.journal.seq).toBe(seq);
});
