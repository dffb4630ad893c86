import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultLeenSwitches, type LeenSwitches } from './switches.ts';
import { type Loose, startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startWithClient({ findings: 500 });
});
afterAll(() => client.leen.close());
beforeEach(() => void Object.assign(client.leen.switches, defaultLeenSwitches, PLAIN));

const PLAIN = { times: 'ms', severityText: 'upper', severityKeys: 'both', parts: 'whole' } as const;

async function readAll(): Promise<Loose[]> {
  const items: Loose[] = [];
  for (let offset = 0; ; offset += 500) {
    const page = await client.page(`limit=500${offset === 0 ? '' : `&offset=${offset}`}`);
    items.push(...page.items);
    if (page.items.length < 500) return items;
  }
}

const part = (item: Loose | undefined, name: string) => (item?.[name] ?? {}) as Loose;
const uidOf = (item: Loose) => String(part(item, 'finding_info')['uid']);

describe('the item', () => {
  test('is an OCSF Detection Finding with its fields in agreement', async () => {
    const items = await readAll();
    for (const item of items) {
      expect(item).toMatchObject({ class_uid: 2004, category_uid: 2, class_name: 'Detection Finding' });
      expect(item['type_uid']).toBe(200_400 + Number(item['activity_id']));
      expect(item['type_name']).toBe(`Detection Finding: ${String(item['activity_name'])}`);
      expect(item).not.toHaveProperty('id');
      expect(item).not.toHaveProperty('status');
    }
    const [item] = items.filter(({ evidences }) => JSON.stringify(evidences).includes('"device"'));
    expect(part(item, 'finding_info')).toMatchObject({
      analytic: { name: expect.any(String) as string, type_id: expect.any(Number) as number },
      attacks: [{ technique: { uid: expect.stringMatching(/^T\d{4}/) as string } }],
      src_url: expect.stringMatching(/^https:/) as string,
    });
    expect(part(item, 'metadata')['product']).toMatchObject({ vendor_name: 'Microsoft', name: 'Entra ID Protection' });
    expect(((item?.['evidences'] ?? []) as Loose[])[0]).toMatchObject({
      actor: { user: { name: expect.any(String) as string, type_id: 1, groups: expect.any(Array) as unknown[] } },
      api: { operation: expect.any(String) as string, response: { code: expect.any(Number) as number } },
      src_endpoint: { ip: expect.any(String) as string, location: { country: expect.any(String) as string } },
      device: { hostname: expect.stringMatching(/^NVK-/) as string, is_managed: true },
    });
    expect(((item?.['enrichments'] ?? []) as Loose[])[1]).toMatchObject({
      reputation: { score: expect.any(String) as string, score_id: expect.any(Number) as number },
    });
  });

  test('Create, Update and Close come as a series under one uid, in order, each with its own metadata.uid', async () => {
    const items = await readAll();
    const series = Map.groupBy(items, uidOf);
    expect(new Set(items.map((item) => part(item, 'metadata')['uid'])).size).toBe(items.length);
    expect(series.size).toBe(client.leen.oracle.findings().length);
    const lengths = [...series.values()].map((list) => list.length);
    expect(Math.max(...lengths)).toBe(3);
    expect(lengths.filter((length) => length > 1).length).toBeGreaterThan(120);
    for (const list of series.values()) {
      const sorted = list.toSorted((a, b) => Number(a['time']) - Number(b['time']));
      expect(sorted[0]?.['activity_name']).toBe('Create');
      expect(new Set(sorted.map((item) => part(item, 'finding_info')['created_time'])).size).toBe(1);
      const closed = sorted.findIndex((item) => item['activity_name'] === 'Close');
      if (closed >= 0) expect(closed).toBe(sorted.length - 1);
      expect(new Set(sorted.map((item) => part(item, 'finding_info')['title'])).size).toBe(1);
    }
  });

  test('the data is hours old: the sync’s time is up to its interval after the event’s', async () => {
    const items = await readAll();
    const lags = items.map((item) => Number(part(item, 'metadata')['processed_time']) - Number(item['time']));
    expect(Math.min(...lags)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...lags)).toBeLessThanOrEqual(14_400_000);
    expect(lags.filter((ms) => ms > 3_600_000).length).toBeGreaterThan(items.length / 2);
  });

  test('the same seed and time give the same bytes, another seed others', async () => {
    const now = () => 1_795_000_000_000;
    const read = async (seed: number) => {
      const other = await startWithClient({ findings: 60, seed, now });
      const text = await (await other.raw('/idp/alerts?limit=500')).text();
      await other.leen.close();
      return text;
    };
    expect(await read(3)).toBe(await read(3));
    expect(await read(3)).not.toBe(await read(4));
  });
});

describe('what may differ', () => {
  const first = async (switches: Partial<LeenSwitches>) => {
    const plain = (await client.page('limit=1')).items[0];
    Object.assign(client.leen.switches, switches);
    return { plain, styled: (await client.page('limit=1')).items[0] ?? {} };
  };

  test('times: microseconds, text, twins', async () => {
    const { plain, styled: micros } = await first({ times: 'us' });
    expect(micros['time']).toBe(Number(plain?.['time']) * 1000);
    expect(String(micros['time'])).toHaveLength(16);
    client.leen.switches.times = 'iso';
    const iso = new Date(Number(plain?.['time'])).toISOString();
    expect((await client.page('limit=1')).items[0]).toMatchObject({ time: iso });
    client.leen.switches.times = 'dt';
    const [twin] = (await client.page('limit=1')).items;
    expect(twin).toMatchObject({ time_dt: iso });
    expect(twin).not.toHaveProperty('time');
    expect(part(twin, 'finding_info')).toHaveProperty('created_time_dt');
  });

  test('severities: title case, padded, one key alone', async () => {
    const { plain, styled } = await first({ severityText: 'title' });
    const word = String(plain?.['severity']);
    const title = word.charAt(0) + word.slice(1).toLowerCase();
    expect(styled['severity']).toBe(title);
    client.leen.switches.severityText = 'padded';
    expect((await client.page('limit=1')).items[0]?.['severity']).toBe(`${title} `);
    client.leen.switches.severityKeys = 'id';
    expect((await client.page('limit=1')).items[0]).not.toHaveProperty('severity');
    client.leen.switches.severityKeys = 'text';
    expect((await client.page('limit=1')).items[0]).not.toHaveProperty('severity_id');
  });

  test('one resource instead of a list; what is absent as null', async () => {
    const { plain, styled } = await first({ resources: 'single', absent: 'null' });
    expect(styled['resource']).toEqual(((plain?.['resources'] ?? []) as unknown[])[0]);
    expect(styled['resources']).toBeNull();
  });

  test('as it starts, a few of the background lack a part or are written otherwise, and none loses its uid', async () => {
    Object.assign(client.leen.switches, defaultLeenSwitches);
    const items = await readAll();
    const lacking = (name: string) => items.filter((item) => item[name] === undefined).length;
    for (const name of [
      'message',
      'evidences',
      'enrichments',
      'resources',
      'severity',
      'severity_id',
      'activity_name',
    ]) {
      expect(lacking(name), name).toBeGreaterThan(0);
      expect(lacking(name), name).toBeLessThan(items.length / 25);
    }
    expect(items.some(({ time }) => Number(time) > 1e15)).toBe(true);
    expect(items.some(({ time }) => typeof time === 'string')).toBe(true);
    expect(items.some((item) => 'time_dt' in item)).toBe(true);
    expect(items.some(({ severity }) => severity === 'Medium')).toBe(true);
    expect(items.some(({ severity }) => String(severity).endsWith(' '))).toBe(true);
    for (const item of items) expect(uidOf(item)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('odd findings: each part missing, deep chains, a megabyte, and all of them listed', async () => {
    const other = await startWithClient({ findings: 0 });
    const keys = other.leen.insertOddFindings();
    const { items } = await other.page('limit=500');
    expect(items).toHaveLength(keys.length);
    expect(new Set(keys)).toEqual(new Set(other.leen.oracle.findings()));
    const odd = (name: string) => items.find((item) => item['message'] === name) ?? {};
    expect(odd('without finding_info')).not.toHaveProperty('finding_info');
    expect(part(odd('without finding_info.uid'), 'finding_info')).not.toHaveProperty('uid');
    expect(part(odd('without any uid'), 'metadata')).not.toHaveProperty('uid');
    expect(odd('without any severity')).not.toHaveProperty('severity_id');
    expect(odd('without any time')).not.toHaveProperty('time');
    expect(odd('padded severity')).toMatchObject({ severity: 'Informational ', severity_id: 1 });
    expect(odd('negative severity')).toMatchObject({ severity_id: -1 });
    expect(String(odd('time in microseconds')['time'])).toHaveLength(16);
    expect(JSON.stringify(odd('one megabyte')).length).toBeGreaterThan(1 << 20);
    expect(JSON.stringify(odd('deep evidence')).split('parent_process').length).toBe(200);
    expect(odd('one resource')).toMatchObject({ resource: { name: 'Norrvik TMS' } });
    await other.leen.close();
  });
});
