import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KumaFilter } from './oracle.ts';
import { kumaTenants } from './tenants.ts';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startWithClient({ alerts: 1700 });
  client.kuma.clock.freeze();
});
afterAll(() => client.kuma.close());

async function readAll(query: string): Promise<string[]> {
  const seen: string[] = [];
  for (let page = 1; ; page++) {
    const ids = await client.ids(`/alerts?page=${page}&${query}`);
    seen.push(...ids);
    if (ids.length < 250) return seen;
  }
}

const iso = (ms: number) => new Date(ms).toISOString();

describe('pages', () => {
  test('a bare array of at most 250 from page 1, nothing beside it, and [] past the end', async () => {
    const response = await client.raw('/alerts');
    const names = [...response.headers.keys()];
    expect(names.filter((name) => /link|total|range|rate|count/i.test(name))).toEqual([]);
    const rows = (await response.json()) as unknown[];
    expect(Array.isArray(rows)).toBe(true);
    expect(rows).toHaveLength(250);
    expect(await client.rows('/alerts?page=1')).toEqual(rows);
    expect(await client.rows('/alerts/?page=1')).toEqual(rows);
    expect(await client.rows('/alerts?page=7')).toHaveLength(1700 - 6 * 250);
    expect(await client.rows('/alerts?page=8')).toEqual([]);
    expect(await client.rows('/alerts?page=1&limit=10&pageSize=10')).toHaveLength(250);
  });

  test('exactly 250 on the last page costs one more request, which is empty', async () => {
    const exact = await startWithClient({ alerts: 0 });
    exact.kuma.insertAlerts(Array.from({ length: 250 }, () => ({})));
    expect(await exact.rows('/alerts')).toHaveLength(250);
    expect(await (await exact.raw('/alerts?page=2')).text()).toBe('[]');
    exact.kuma.switches.emptyList = 'null';
    expect(await (await exact.raw('/alerts?page=2')).text()).toBe('null');
    await exact.kuma.close();
  });

  test.each(['0', '-1', 'two', '1.5', '', '%2B1'])('page=%s is 400', async (page) => {
    expect(await client.refusal(`/alerts?page=${page}`)).toEqual([
      400,
      { message: 'invalid query parameter value', details: 'page' },
    ]);
  });
});

describe('order and time', () => {
  test.each(['lastSeen', 'firstSeen'] as const)('%s sorts descending and bounds inclusively', async (field) => {
    const { facts, alerts } = client.kuma.oracle;
    const timeOf = (id: string) => facts(id)?.[field] ?? 0;
    const seen = await readAll(`timestampField=${field}`);
    expect(seen).toHaveLength(1700);
    expect(new Set(seen).size).toBe(1700);
    expect(seen.map(timeOf)).toEqual(seen.map(timeOf).toSorted((a, b) => b - a));
    const [late, early] = [timeOf(seen[200] ?? ''), timeOf(seen[900] ?? '')];
    const window = `timestampField=${field}&from=${iso(early)}&to=${iso(late)}`;
    const found = await readAll(window);
    expect(found.length).toBeGreaterThanOrEqual(701);
    expect(found).toContain(seen[200]);
    expect(found).toContain(seen[900]);
    const truth = alerts({ timestampField: field, from: early, to: late });
    expect(found.toSorted()).toEqual(truth.toSorted());
  });

  test('lastSeen is the default field', async () => {
    expect(await client.ids('/alerts')).toEqual(await client.ids('/alerts?timestampField=lastSeen'));
    expect(await client.ids('/alerts')).not.toEqual(await client.ids('/alerts?timestampField=firstSeen'));
  });

  test('times are kept to the millisecond and printed to the second, so a printed bound cuts', async () => {
    const at = Date.UTC(2026, 0, 5, 10, 0, 0) + 700;
    const [id = ''] = client.kuma.insertAlerts([{ firstSeen: at, _omit: [] }]);
    const [row] = await client.rows(`/alerts?id=${id}`);
    expect(row).toMatchObject({ firstSeen: at, lastSeen: '2026-01-05T10:00:00Z' });
    expect(await client.ids('/alerts?to=2026-01-05T10:00:00Z&from=2026-01-05T00:00:00Z')).toEqual([]);
    expect(await client.ids('/alerts?to=2026-01-05T10:00:00.999Z&from=2026-01-05T10:00:00.700Z')).toEqual([id]);
    client.kuma.remove([id]);
  });

  test('300 alerts in one millisecond span a page; one walk by page still holds them all', async () => {
    const times = client.kuma.oracle.alerts().map((id) => client.kuma.oracle.facts(id)?.firstSeen ?? 0);
    const counts = new Map<number, number>();
    for (const time of times) counts.set(time, (counts.get(time) ?? 0) + 1);
    const [at, count] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [0, 0];
    expect(count).toBeGreaterThanOrEqual(300);
    expect(await readAll(`timestampField=firstSeen&from=${iso(at)}&to=${iso(at)}`)).toHaveLength(count);
  });

  test.each([
    ['timestampField=created', 'invalid timestamp field', ''],
    ['from=yesterday', 'cannot parse from', expect.stringContaining('yesterday')],
    ['from=1708105628000', 'cannot parse from', expect.any(String)],
    ['to=2021-09-06', 'cannot parse to', expect.any(String)],
    ['to=2021-09-06T00:00:00Z%2B00:00', 'cannot parse to', expect.any(String)],
    ['from=2021-09-06T03:00:00+03:00', 'cannot parse from', expect.any(String)],
    ['from=2021-13-06T00:00:00Z', 'cannot parse from', expect.any(String)],
    ['from=2021-09-07T00:00:00Z&to=2021-09-06T00:00:00Z', 'from cannot be greater than to', ''],
    ['status=New', 'invalid status', 'New'],
    ['status=new&status=open', 'invalid status', 'open'],
    ['status=new,closed', 'invalid status', 'new,closed'],
  ] as const)('%s is 400', async (query, message, details) => {
    expect(await client.refusal(`/alerts?${query}`)).toEqual([400, { message, details: details as string }]);
  });

  test('documented times are taken: with and without milliseconds, with an escaped offset', async () => {
    for (const from of ['2021-09-06T00:00:00Z', '2021-09-06T00:00:00.000Z', '2021-09-06T03:00:00%2B03:00']) {
      expect(await client.rows(`/alerts?from=${from}`)).toHaveLength(250);
    }
  });

  test('details without a word are empty or missing', async () => {
    client.kuma.switches.noDetails = 'missing';
    expect(await client.refusal('/alerts?timestampField=x')).toEqual([400, { message: 'invalid timestamp field' }]);
    client.kuma.switches.noDetails = 'empty';
  });
});

describe('filters', () => {
  const { freight, main, terminal } = kumaTenants;
  test.each<[string, KumaFilter]>([
    ['status=new', { status: 'new' }],
    ['status=new&status=escalated', { status: ['new', 'escalated'] }],
    [`tenantID=${terminal.id}`, { tenantID: terminal.id }],
    [`TenantID=${terminal.id}&tenantID=${main.id}`, { tenantID: [terminal.id, main.id] }],
    [`tenantID=${freight.id}&status=assigned&name=logon`, { tenantID: freight.id, status: 'assigned', name: 'logon' }],
    ['name=LOGON', { name: 'logon' }],
    [`name=${encodeURIComponent('ПОДБОР')}`, { name: 'подбор' }],
    [`name=${encodeURIComponent('^account locked out$')}`, { name: '^Account locked out$' }],
    [`name=${encodeURIComponent('brute|traversal')}`, { name: 'brute|traversal' }],
    ['severity=high&priority=high', {}],
  ])('%s agrees with the oracle', async (query, filter) => {
    const truth = client.kuma.oracle.alerts(filter);
    expect(truth.length).toBeGreaterThan(0);
    expect((await readAll(query)).toSorted()).toEqual(truth.toSorted());
  });

  test('ids are ORed; an unknown one is no error', async () => {
    const [first = '', second = ''] = client.kuma.oracle.alerts({ status: 'closed' });
    const nobody = '00000000-0000-0000-0000-000000000000';
    expect((await client.ids(`/alerts?id=${first}&id=${second}&id=${nobody}`)).toSorted()).toEqual(
      [first, second].toSorted(),
    );
    for (const id of [nobody, 'not-a-uuid']) expect(await client.rows(`/alerts?id=${id}`)).toEqual([]);
    expect(await client.rows(`/alerts?id=${first}&status=new`)).toEqual([]);
    expect(await client.rows(`/alerts?id=${first}&page=2`)).toEqual([]);
  });

  test('one spelling of the tenant alone, on demand; the other is ignored in silence', async () => {
    const { switches } = client.kuma;
    switches.tenantSpelling = 'TenantID';
    expect(await readAll(`tenantID=${main.id}`)).toHaveLength(1700);
    expect((await readAll(`TenantID=${main.id}`)).length).toBeLessThan(500);
    switches.tenantSpelling = 'both';
  });

  test('a name is found anywhere, case-blind, in PCRE; quoting and anchors work', async () => {
    const names = ['a.b (c) [d]*', 'C:\\temp\\$x', '100% «Файл» ü'];
    const ids = client.kuma.insertAlerts(names.map((name) => ({ name })));
    const find = (pattern: string) => client.ids(`/alerts?name=${encodeURIComponent(pattern)}`);
    for (const [index, name] of names.entries()) {
      expect(await find(`\\Q${name}\\E`)).toEqual([ids[index]]);
      expect(await find(name.replaceAll(/[^\p{L}\p{N}\s]/gu, '\\$&').toUpperCase())).toEqual([ids[index]]);
    }
    expect(await find('\\A(?i)A\\.B')).toEqual([ids[0]]);
    expect(await find('\\A\\.b')).toEqual([]);
    expect(await find('\\Aa\\.b.*\\*\\z')).toEqual([ids[0]]);
    client.kuma.remove(ids);
  });

  test.each(['[', '(', '*x', 'a\\', '\\u0041', 'a{2,1}'])('a broken name %s is 400, or 500 by switch', async (name) => {
    const path = `/alerts?name=${encodeURIComponent(name)}`;
    expect(await client.refusal(path)).toEqual([
      400,
      { message: 'error parsing regexp', details: expect.any(String) as string },
    ]);
    client.kuma.switches.badNameStatus = 500;
    expect((await client.refusal(path))[0]).toBe(500);
    client.kuma.switches.badNameStatus = 400;
  });
});
