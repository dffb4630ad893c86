import { afterEach, expect, test } from 'vitest';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
afterEach(() => client.usm.close());

async function readAll(query: string): Promise<string[]> {
  const seen: string[] = [];
  for (let page = 0; ; page++) {
    const rows = await client.rows(`/alarms?size=25&page=${page}&${query}`);
    if (rows.length === 0) return seen;
    seen.push(...rows.map((row) => String(row['uuid'])));
  }
}

test('changes between two pages happen there, and the oracle knows what a read had to hold', async () => {
  client = await startWithClient({ alarms: 400, events: 0 });
  const { usm } = client;
  const filter = { status: 'closed' };
  const since = usm.oracle.journal.seq;
  const closed = usm.oracle.alarms(filter);
  let page = 0;
  let inserted: string[] = [];
  usm.beforeResponse = ({ path }) => {
    if (!path.endsWith('/alarms') || ++page !== 2) return;
    inserted = usm.insertAlarms(Array.from({ length: 30 }, () => ({ status: 'closed' })));
    usm.setStatus(closed.slice(-3), 'open');
  };
  const seen = await readAll('status=closed');
  const must = usm.oracle.matchedThroughout('alarms', filter, since);
  const may = new Set(usm.oracle.matchedSometime('alarms', filter, since));
  expect(must).toHaveLength(closed.length - 3);
  expect(seen.every((id) => may.has(id))).toBe(true);
  // The control: naive offset paging repeats rows under inserts, which is what the simulator is for.
  expect(new Set(seen).size).toBeLessThan(seen.length);
  expect(must).not.toEqual(expect.arrayContaining(inserted.slice(0, 1)));
  expect(usm.oracle.journal.since(since).map(({ kind }) => kind)).toEqual([
    ...Array.from({ length: 30 }, () => 'insert'),
    ...Array.from({ length: 3 }, () => 'mutate'),
  ]);
});

test('a row that left and came back matched sometime, not throughout', async () => {
  client = await startWithClient({ alarms: 50, events: 0 });
  const { oracle, setStatus } = client.usm;
  const since = oracle.journal.seq;
  const [id = ''] = oracle.alarms({ status: 'open' });
  setStatus([id], 'closed');
  setStatus([id], 'open');
  expect(oracle.alarms({ status: 'open' })).toContain(id);
  expect(oracle.matchedThroughout('alarms', { status: 'open' }, since)).not.toContain(id);
  expect(oracle.matchedSometime('alarms', { status: 'open' }, since)).toContain(id);
  expect(oracle.journal.since(since).map(({ kind }) => kind)).toEqual(['close', 'mutate']);
});

test('150 alarms can share one millisecond, and a late one falls into its place', async () => {
  client = await startWithClient({ alarms: 0, events: 0 });
  const at = Date.now() - 3_600_000;
  client.usm.insertAlarms(Array.from({ length: 150 }, () => ({ timestamp_occured: String(at) })));
  client.usm.insertAlarms([{ rule_method: 'newest' }, { rule_method: 'late', timestamp_occured: String(at - 1) }]);
  const rows = await client.rows('/alarms?size=500');
  expect(rows).toHaveLength(152);
  expect(rows[0]).toMatchObject({ rule_method: 'newest' });
  expect(rows.at(-1)).toMatchObject({ rule_method: 'late', timestamp_received: expect.any(String) as string });
  expect(Number(rows.at(-1)?.['timestamp_received'])).toBeGreaterThan(at + 3_000_000);
  const window = `timestamp_occured_gte=${at}&timestamp_occured_lte=${at}`;
  expect((await client.page(`/alarms?${window}`)).page.totalElements).toBe(150);
});

test('live, the noise goes on with the clock: on time, late, and worked through', async () => {
  client = await startWithClient({ alarms: 300, events: 1000, live: true, now: () => 1_795_000_000_000 });
  const { usm } = client;
  const since = usm.oracle.journal.seq;
  usm.advance(3 * 3_600_000);
  const rows = await client.rows('/alarms?size=500');
  const entries = usm.oracle.journal.since(since);
  const inserted = entries.filter(({ resource, kind }) => resource === 'alarms' && kind === 'insert');
  // One in 25 seconds for three hours.
  expect(inserted.length).toBeGreaterThan(330);
  expect(inserted.length).toBeLessThan(540);
  expect(entries.some(({ kind }) => kind === 'close')).toBe(true);
  const delays = rows.map((row) => Number(row['timestamp_received']) - Number(row['timestamp_occured']));
  expect(delays.filter((ms) => ms > 900_000).length).toBeGreaterThan(3);
  expect(Math.max(...rows.map((row) => Number(row['timestamp_received'])))).toBeLessThanOrEqual(usm.clock.now());
  expect(inserted.some(({ after }) => after?.['priority_label'] === 'critical')).toBe(false);
});

test('without live nothing moves by itself', async () => {
  client = await startWithClient({ alarms: 100, events: 500 });
  const { seq } = client.usm.oracle.journal;
  client.usm.advance(86_400_000);
  expect(client.usm.oracle.journal.seq).toBe(seq);
});
