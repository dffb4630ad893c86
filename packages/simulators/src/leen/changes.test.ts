import { afterEach, expect, test } from 'vitest';
import { type Loose, startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
afterEach(() => client.leen.close());

const NOW = Date.UTC(2026, 10, 18, 14, 0, 0);
const uidOf = (item: Loose) => String((item['finding_info'] as Loose)['uid']);

async function readAll(limit = 25): Promise<Loose[]> {
  const items: Loose[] = [];
  for (let offset = 0; ; offset += limit) {
    const page = await client.page(`limit=${limit}&offset=${offset}`);
    items.push(...page.items);
    if (page.items.length === 0) return items;
  }
}

test('changes between two pages happen there, and the oracle knows what a read had to hold', async () => {
  client = await startWithClient({ findings: 100, stories: false });
  const { leen } = client;
  const since = leen.oracle.journal.seq;
  const before = leen.oracle.findings();
  let page = 0;
  let inserted: string[] = [];
  leen.beforeResponse = () => {
    if (++page !== 3) return;
    inserted = leen.insertFindings(Array.from({ length: 40 }, () => ({ severity: 'HIGH' })));
    leen.remove(before.slice(0, 3));
  };
  const seen = await readAll();
  const must = leen.oracle.matchedThroughout({}, since);
  const may = new Set(leen.oracle.matchedSometime({}, since));
  expect(must.toSorted()).toEqual(before.slice(3).toSorted());
  expect(seen.every((item) => may.has(uidOf(item)))).toBe(true);
  // The control: a new item lands anywhere, so naive offset paging repeats items. That is what the simulator is for.
  const items = seen.map((item) => (item['metadata'] as Loose)['uid']);
  expect(new Set(items).size).toBeLessThan(items.length);
  expect(inserted).toHaveLength(40);
  expect(new Set(inserted).size).toBe(40);
  expect(leen.oracle.findings().length).toBe(before.length - 3 + 40);
});

test('an update and a close join the series; the latest is dated now and syncs anew', async () => {
  client = await startWithClient({ findings: 0, now: () => NOW });
  const { leen } = client;
  const [uid = ''] = leen.insertFindings([{ severity: 'LOW', finding_info: { title: 'Given' } }]);
  leen.advance(600_000);
  const since = new Date(NOW + 1).toISOString();
  expect((await client.page(`updatedSince=${since}`)).items).toEqual([]);
  leen.update([uid], { severity: 'HIGH', severity_id: 4 });
  leen.advance(600_000);
  leen.closeFindings([uid]);
  const { items } = await client.page(`updatedSince=${since}`);
  expect(items.map((item) => String(item['activity_name'])).toSorted()).toEqual(['Close', 'Update']);
  expect(new Set(items.map(uidOf))).toEqual(new Set([uid]));
  const close = items.find((item) => item['activity_name'] === 'Close');
  expect(close).toMatchObject({
    type_uid: 200_403,
    severity: 'HIGH',
    time: NOW + 1_200_000,
    finding_info: { title: 'Given', created_time: NOW, modified_time: NOW + 1_200_000 },
    metadata: { processed_time: NOW + 1_200_000 },
  });
  expect(leen.oracle.findings()).toEqual([uid]);
  expect(leen.oracle.items({ uid })).toHaveLength(3);
  expect(leen.oracle.findings({ severity: 'HIGH', activity_name: 'Close' })).toEqual([uid]);
});

test('a series of the background goes on as well; mutate changes its latest item alone', async () => {
  client = await startWithClient({ findings: 40, stories: false });
  const { leen } = client;
  const [uid = ''] = leen.oracle.findings({ activity_name: 'Create', severity: 'LOW' });
  const count = leen.oracle.items({ uid }).length;
  leen.update([uid]);
  expect(leen.oracle.items({ uid })).toHaveLength(count + 1);
  leen.mutate([uid], { severity: 'CRITICAL', severity_id: 5, message: 'raised' });
  const { items } = await client.page('severity=CRITICAL&limit=500');
  const raised = items.filter((item) => uidOf(item) === uid);
  expect(raised).toHaveLength(1);
  expect(raised[0]).toMatchObject({ message: 'raised', severity_id: 5, activity_name: 'Update' });
  leen.remove([uid]);
  expect(leen.oracle.items({ uid })).toEqual([]);
  expect(() => leen.mutate([uid], {})).toThrow(uid);
});

test('what is given goes to the wire as given, bytes included', async () => {
  client = await startWithClient({ findings: 0 });
  const raw = '{"finding_info":{"uid":"raw-1"},"severity_id":4,"big":6180352115244793858}';
  const keys = client.leen.insertFindings([
    { severity: ' Medium ', time: '2026-11-18T10:00:00+01:00', finding_info: { uid: 'given-1' }, extra: { a: [1] } },
    { finding_info: { uid: 'raw-1' }, severity_id: 4, _raw: raw },
    { _omit: ['finding_info.uid', 'evidences.0.actor', 'evidences.0.user'], metadata: { uid: 'meta-1' } },
  ]);
  expect(keys).toEqual(['given-1', 'raw-1', 'meta-1']);
  const text = await (await client.raw('/idp/alerts')).text();
  expect(text).toContain(raw);
  const { items } = await client.page('severity=MEDIUM');
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ severity: ' Medium ', severity_id: 3, extra: { a: [1] }, class_uid: 2004 });
  expect(client.leen.oracle.findings({ severity: 'HIGH' })).toEqual(['raw-1']);
  client.leen.closeFindings(['raw-1']);
  expect((await client.page('severity=HIGH')).items).toContainEqual(JSON.parse(raw));
  expect(client.leen.oracle.findings({ uid: 'raw-1', activity_name: 'Close' })).toEqual(['raw-1']);
});

test('live, a sync brings hours at once, follow-ups included, and unhealthy ones bring nothing', async () => {
  client = await startWithClient({ findings: 300, live: true, stories: false, now: () => NOW });
  const { leen } = client;
  leen.clock.freeze();
  const { seq } = leen.oracle.journal;
  leen.advance(60_000);
  expect(leen.oracle.journal.seq).toBe(seq);
  leen.advance(61_000);
  const first = leen.oracle.journal.since(seq);
  expect(first.length).toBeGreaterThan(8);
  expect(new Set(first.map(({ after }) => after?.synced))).toEqual(new Set([NOW + 120_000]));
  expect(Math.max(...first.map(({ after }) => (after?.synced ?? 0) - (after?.time ?? 0)))).toBeGreaterThan(7_200_000);
  expect(first.some(({ after }) => after?.activity_name !== 'Create')).toBe(true);
  expect(first.some(({ after }) => after?.severity === 'CRITICAL')).toBe(false);

  leen.switches.health = 'UNAUTHORIZED';
  const stale = leen.oracle.journal.seq;
  leen.advance(86_400_000);
  leen.sync();
  expect(leen.oracle.journal.seq).toBe(stale);
  expect((await client.page('limit=1')).items).toHaveLength(1);
  leen.switches.health = 'HEALTHY';
  leen.sync();
  expect(leen.oracle.journal.seq).toBeGreaterThan(stale + 50);
});

test('without live nothing moves by itself', async () => {
  client = await startWithClient({ findings: 100, stories: false });
  const { seq } = client.leen.oracle.journal;
  client.leen.advance(86_400_000);
  client.leen.sync();
  expect(client.leen.oracle.journal.seq).toBe(seq);
});
