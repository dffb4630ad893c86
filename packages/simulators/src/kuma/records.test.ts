import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUuid } from '../scenario/identifiers.ts';
import { rules } from './rules.ts';
import { startKumaSimulator } from './simulator.ts';
import type { KumaSwitches } from './switches.ts';
import { type Row, startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startWithClient({ alerts: 400 });
});
afterAll(() => client.kuma.close());

async function withSwitches<T>(switches: Partial<KumaSwitches>, action: () => Promise<T>): Promise<T> {
  const before = { ...client.kuma.switches };
  Object.assign(client.kuma.switches, switches);
  try {
    return await action();
  } finally {
    Object.assign(client.kuma.switches, before);
  }
}

const only = (id: string, more = '') => client.rows(`/alerts?id=${id}${more}`).then((rows) => rows[0] ?? {});
const values = (rows: Row[], name: string) => new Set(rows.map((row) => row[name]));

describe('an alert', () => {
  test('has exactly the documented fields, and what it filters by is what it shows', async () => {
    const rows = await client.rows('/alerts');
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(
        (
          'id tenantID tenantName name correlationRuleID priority status firstSeen lastSeen assignee closingReason ' +
          'overflow events affectedAssets affectedAccounts'
        ).split(' '),
      );
      const facts = client.kuma.oracle.facts(String(row['id']));
      for (const name of ['name', 'tenantID', 'status', 'priority', 'assignee', 'closingReason'] as const) {
        expect(row[name]).toBe(facts?.[name]);
      }
      expect(row['firstSeen']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(Date.parse(String(row['lastSeen']))).toBe(Math.floor((facts?.lastSeen ?? 0) / 1000) * 1000);
      expect(facts?.lastSeen).toBeGreaterThanOrEqual(facts?.firstSeen ?? Infinity);
      expect(row['status'] === 'closed').toBe(row['closingReason'] !== '');
    }
    const ids = client.kuma.oracle.alerts();
    expect(ids.every(isUuid) && new Set(ids).size === ids.length).toBe(true);
    expect([...values(rows, 'name')].some((name) => /[а-я]/i.test(String(name)))).toBe(true);
  });

  test('looks as other versions and channels do, by switch', async () => {
    const look = (switches: Partial<KumaSwitches>) => withSwitches(switches, () => client.rows('/alerts'));
    for (const row of await look({ priorities: 'numbers' })) {
      const band = ['low', 'medium', 'high', 'critical'][Math.ceil(Number(row['priority']) / 4) - 1];
      expect(client.kuma.oracle.facts(String(row['id']))?.priority).toBe(band);
    }
    expect([...values(await look({ priorities: 'title' }), 'priority')]).toContain('Low');
    const mixed = [...values(await look({ priorities: 'mixed' }), 'priority')];
    expect(new Set(mixed.map((value) => typeof value))).toEqual(new Set(['string', 'number']));
    expect([...values(await look({ statuses: 'title' }), 'status')]).toContain('New');
    expect(String((await look({ times: 'millis' }))[0]?.['lastSeen'])).toMatch(/\.\d{3}Z$/);
    expect((await look({ times: 'epoch-ms' }))[0]?.['firstSeen']).toEqual(expect.any(Number));
    expect((await look({ noText: 'null' }))[0]).toHaveProperty('assignee');
    expect([...values(await look({ noText: 'null' }), 'closingReason')]).toContain(null);
    expect([...values(await look({ noText: 'missing' }), 'closingReason')]).toContain(undefined);
  });
});

describe('details', () => {
  test.each([
    ['', false, false],
    ['withEvents', true, false],
    ['withEvents=false', true, false],
    ['withEvents=0&withAffected=false', true, true],
    ['withAffected', false, true],
    ['withAffected=', false, true],
  ])('%s is on by presence alone', async (query, events, affected) => {
    const id = client.kuma.oracle.alerts({ name: 'locked out' })[0] ?? '';
    const row = await only(id, `&${query}`);
    expect((row['events'] as unknown[]).length > 0).toBe(events);
    expect((row['affectedAssets'] as unknown[]).length > 0).toBe(affected);
    expect((row['affectedAccounts'] as unknown[]).length > 0).toBe(affected);
  });

  test('where they were not asked for: [], null or nothing', async () => {
    const id = client.kuma.oracle.alerts()[0] ?? '';
    const names = ['events', 'affectedAssets', 'affectedAccounts'];
    for (const [withoutDetails, value] of [
      ['null', null],
      ['missing', undefined],
      ['empty', []],
    ] as const) {
      const row = await withSwitches({ withoutDetails }, () => only(id));
      for (const name of names) expect(row[name]).toEqual(value);
    }
  });

  test('assets and accounts have the documented shapes', async () => {
    const rows = await client.rows('/alerts?withAffected');
    const assets = rows.flatMap((row) => row['affectedAssets'] as Row[]);
    const accounts = rows.flatMap((row) => row['affectedAccounts'] as Row[]);
    for (const asset of assets) {
      expect(Object.keys(asset).join(' ')).toBe(
        'id tenantID tenantName name fqdn ipAddresses macAddresses owner os software vulnerabilities ksc created updated',
      );
    }
    expect(assets.some((asset) => asset['os'] === null)).toBe(true);
    expect(assets.some((asset) => asset['ksc'] === null)).toBe(true);
    for (const account of accounts) {
      expect(Object.keys(account).join(' ')).toBe(
        'displayName cn dn upn sAMAccountName company department created updated',
      );
    }
    const weak = assets.filter((asset) => asset['name'] === 'NVK-WEB-01')[0]?.['vulnerabilities'] as Row[];
    expect(weak.filter((vulnerability) => vulnerability['exploitExists'] === true)).toHaveLength(2);
    expect(Object.keys(weak[0] ?? {})).toHaveLength(10);
  });

  test('os.version is a uint64 in v1, text in v3 or by switch', async () => {
    const osOf = async (base: string) => {
      const url = `${client.kuma.origin}${base}/assets?ip=10.20.2.20`;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${client.kuma.token}` } });
      return /"version":("?[\d.]+)/.exec(await answer.text())?.[1];
    };
    expect(await osOf('/api/v1')).toBe(String((10n << 48n) | (17_763n << 16n) | 7558n));
    expect(await osOf('/api/v3')).toBe('"10.0.17763');
    const id = client.kuma.oracle.alerts({ name: 'locked out' })[0] ?? '';
    const text = await withSwitches({ osVersion: 'text' }, () => only(id, '&withAffected'));
    expect(JSON.stringify(text['affectedAssets'])).toMatch(/"version":"1\d\.\d/);
  });

  test('events are free maps in PascalCase with integers beyond a double, stable and within their alert', async () => {
    const id = client.kuma.oracle.alerts({ name: 'failed logons' })[0] ?? '';
    const text = await (await client.raw(`/alerts?id=${id}&withEvents`)).text();
    const numbers = text.match(/"FlexNumber1":(\d+)/g) ?? [];
    expect(numbers.some((number) => String(Number(number.slice(14))) !== number.slice(14))).toBe(true);
    const facts = client.kuma.oracle.facts(id);
    const [row] = JSON.parse(text) as Row[];
    const events = row?.['events'] as Row[];
    expect(events).toHaveLength(facts?.events ?? 0);
    expect(new Set(events.map((event) => event['ID'])).size).toBe(events.length);
    expect(events[0]).toMatchObject({ Type: 3, DeviceProduct: 'KUMA', Priority: 1 });
    for (const { Timestamp } of events) {
      expect(Timestamp).toBeGreaterThanOrEqual(facts?.firstSeen ?? Infinity);
      expect(Timestamp).toBeLessThanOrEqual(facts?.lastSeen ?? 0);
    }
    client.kuma.hit([id], { events: 5 });
    if (facts?.status === 'new') expect((await only(id, '&withEvents'))['events']).toHaveLength(facts.events + 5);
  });

  test('an alert of 10,000 events is many megabytes, says overflow and takes no more', async () => {
    const [id = ''] = client.kuma.insertAlerts([{ _events: 9000, firstSeen: Date.now() - 60_000 }]);
    expect(await only(id)).toMatchObject({ overflow: false });
    expect(client.kuma.hit([id], { events: 5000 })).toEqual([id]);
    const full = client.kuma.oracle.facts(id);
    expect(full).toMatchObject({ events: 10_000, overflow: true });
    const text = await (await client.raw(`/alerts?id=${id}&withEvents`)).text();
    expect(text.length).toBeGreaterThan(5_000_000);
    expect((JSON.parse(text) as Row[])[0]?.['events']).toHaveLength(10_000);
    expect(await only(id)).toMatchObject({ overflow: true });
    const { seq } = client.kuma.oracle.journal;
    client.kuma.advance(5000);
    expect(client.kuma.hit([id])).toEqual([id]);
    expect(client.kuma.oracle.facts(id)).toEqual(full);
    expect(client.kuma.oracle.journal.seq).toBe(seq);
    client.kuma.remove([id]);
  });
});

describe('inserted', () => {
  test('goes out as given: odd types, left-out fields, raw bytes, own id and events', async () => {
    const [odd = '', bare = '', raw = ''] = client.kuma.insertAlerts([
      {
        id: 'own-id',
        priority: 13,
        status: 'Exported to IRP',
        name: null,
        lastSeen: 1_800_000_000_000,
        events: [{ Name: 'mine' }],
        affectedAssets: [{ name: 'theirs', os: null }],
        extra: { 'odd key': true },
      },
      { _omit: ['assignee', 'events', 'overflow'], status: 'Closed' },
      { _raw: '{"id":"r","big":6180352115244793858,"big":1}' },
    ]);
    expect(odd).toBe('own-id');
    expect(await only(odd, '&withEvents&withAffected')).toMatchObject({
      priority: 13,
      status: 'Exported to IRP',
      name: null,
      lastSeen: 1_800_000_000_000,
      events: [{ Name: 'mine' }],
      affectedAssets: [{ name: 'theirs', os: null }],
      extra: { 'odd key': true },
    });
    expect(client.kuma.oracle.facts(odd)).toMatchObject({ priority: 'critical', events: 1 });
    expect((await only(odd))['events']).toEqual([]);
    const left = await only(bare, '&withEvents');
    for (const name of ['assignee', 'overflow']) expect(left).not.toHaveProperty(name);
    expect(left['events']).toEqual([]);
    expect(await client.ids(`/alerts?status=closed&id=${bare}`)).toEqual([bare]);
    expect(await (await client.raw(`/alerts?id=${raw}`)).text()).toBe('[{"id":"r","big":6180352115244793858,"big":1}]');
    client.kuma.remove([odd, bare, raw]);
    expect(await client.rows(`/alerts?id=${odd}`)).toEqual([]);
  });

  test('one seed and start give one company; another seed another; 0 is an empty vendor', async () => {
    const start = async (seed: number, alerts = 50) => {
      const kuma = await startKumaSimulator({ alerts, seed, now: () => 1_795_000_000_000 });
      const facts = kuma.oracle.alerts().map((id) => [id, kuma.oracle.facts(id)]);
      await kuma.close();
      return facts;
    };
    expect(await start(3)).toEqual(await start(3));
    expect(await start(3)).not.toEqual(await start(4));
    expect(await start(3, 0)).toEqual([]);
  });

  test('every rule has its own name and id', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });
});
