import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toText } from '../json.ts';
import { draw, drawInt } from '../scenario/prng.ts';
import { endpoints, groups } from './endpoints.ts';
import { defaultSecureEndpointSwitches } from './switches.ts';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startWithClient();
});
afterAll(() => client.simulator.close());
beforeEach(() => void Object.assign(client.simulator.switches, defaultSecureEndpointSwitches));

const enc = encodeURIComponent;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00');
const badRequest = (...details: string[]) => ({
  version: 'v1.2.0',
  data: {},
  errors: [{ error_code: 400, description: 'Bad Request', details }],
});

describe('who may ask', () => {
  const unauthorized = {
    version: 'v1.2.0',
    data: {},
    errors: [{ error_code: 401, description: 'Unauthorized', details: ['Unknown API key or Client ID'] }],
  };

  test.each([
    ['nothing', undefined],
    ['a wrong key', `Basic ${btoa('watchfloor-demo:wrong')}`],
    ['a wrong client', `Basic ${btoa('someone:s3cret')}`],
    ['a bearer token', 'Bearer s3cret'],
    ['nonsense', 'Basic ***'],
  ])('%s is 401 in the vendor’s words', async (_name, authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${client.simulator.baseUrl}/events`, { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual(unauthorized);
  });

  test('a revoked key is 401 until it is back, and the scheme is read in any case', async () => {
    client.simulator.disableClient(true);
    expect((await client.raw('/events')).status).toBe(401);
    client.simulator.disableClient(false);
    const authorization = `basic ${btoa('watchfloor-demo:s3cret')}`;
    expect((await client.raw('/events?limit=1', { authorization })).status).toBe(200);
  });
});

describe('parameters', () => {
  test('every documented one together is taken', async () => {
    const [first] = await client.rows('limit=1&event_type[]=1090519054');
    const query = [
      'limit=2&offset=0',
      `start_date=${enc('2015-10-01T00:00:00+00:00')}`,
      'event_type[]=1090519054',
      `connector_guid[]=${toText(first?.['connector_guid'])}`,
      `group_guid[]=${groups.laptops.guid}&group_guid[]=${groups.servers.guid}`,
      `detection_sha256=${'a'.repeat(64)}&application_sha256=${'b'.repeat(64)}`,
    ].join('&');
    expect((await client.raw(`/events?${query}`)).status).toBe(200);
  });

  test('an unknown one is 400 and named, each of them', async () => {
    const response = await client.raw('/events?limit=1&severity=High&sort=asc&limit[]=3');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(
      badRequest('Unexpected parameter: severity', 'Unexpected parameter: sort', 'Unexpected parameter: limit[]'),
    );
  });

  test.each([
    ['limit=0', 'Invalid value for limit: 0'],
    ['limit=ten', 'Invalid value for limit: ten'],
    ['limit=-1', 'Invalid value for limit: -1'],
    ['offset=1.5', 'Invalid value for offset: 1.5'],
    ['start_date=yesterday', 'Invalid value for start_date: yesterday'],
    ['start_date=2026-02-31T00:00:00Z', 'Invalid value for start_date: 2026-02-31T00:00:00Z'],
    // An unencoded plus arrives as a blank.
    ['start_date=2026-10-01T00:00:00+00:00', 'Invalid value for start_date: 2026-10-01T00:00:00 00:00'],
    ['event_type[]=Cloud', 'Invalid value for event_type: cloud'],
  ])('%s is 400', async (query, detail) => {
    const response = await client.raw(`/events?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(badRequest(detail));
  });

  test('limit is 500 by default and at most; above it is clamped, or refused by switch', async () => {
    expect((await client.page()).metadata.results).toMatchObject({ items_per_page: 500, current_item_count: 500 });
    expect((await client.page('limit=5000')).data).toHaveLength(500);
    client.simulator.switches.limitOverMax = 'reject';
    const response = await client.raw('/events?limit=501');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(badRequest('Invalid value for limit: 501. The maximum is 500'));
  });

  test('an offset has no end unless the switch sets one', async () => {
    expect((await client.raw('/events?offset=900000')).status).toBe(200);
    client.simulator.switches.offsetMax = 1000;
    expect((await client.raw('/events?offset=1001')).status).toBe(400);
  });

  test('arrays mean the same raw, encoded and bare', async () => {
    const key = enc('event_type[]');
    const spellings = ['event_type[]=', `${key}=`, 'event_type='].map((name) => `${name}1107296274&${name}553648143`);
    const [raw, encoded, bare] = await Promise.all(spellings.map((query) => client.keys(query)));
    expect(raw?.length).toBeGreaterThan(20);
    expect(encoded).toEqual(raw);
    expect(bare).toEqual(raw);
  });
});

describe('what is listed', () => {
  test('newest first: seconds, then nanoseconds, through all pages', async () => {
    const rows = (await Promise.all([0, 500, 1000].map((offset) => client.rows(`offset=${offset}`)))).flat();
    const times = rows.map(
      (row) => BigInt(Number(row['timestamp'])) * 1_000_000_000n + BigInt(Number(row['timestamp_nanoseconds'])),
    );
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
    expect(times).toHaveLength(client.simulator.oracle.events().length);
  });

  test('start_date is inclusive to the second, in any zone, and a fraction is dropped', async () => {
    const rows = await client.rows('limit=40');
    const at = Number(rows.at(-1)?.['timestamp']);
    const count = client.simulator.oracle.events({ start_date: iso(at) }).length;
    const local = iso(at + 7200).replace('+00:00', '+02:00');
    for (const text of [iso(at), iso(at).replace('+00:00', 'Z'), local, iso(at).replace('+00:00', '.900Z')]) {
      expect((await client.page(`start_date=${enc(text)}`)).metadata.results.total).toBe(count);
    }
    expect((await client.page(`start_date=${enc(iso(at + 1))}`)).metadata.results.total).toBeLessThan(count);
  });

  test('OR within a parameter, AND across: whatever is asked, the oracle agrees', async () => {
    const types = [1090519054, 553648143, 2164260880, 1107296274, 553648130, 554696714];
    const all = await client.rows();
    for (let round = 0; round < 40; round++) {
      const some = <T>(list: readonly T[], salt: number) =>
        list.filter((_, index) => draw(round, salt * 100 + index) < 3 / list.length);
      const one = all[drawInt(round, 9, all.length)];
      const file = one?.['file'] as
        | { identity?: { sha256: string }; parent?: { identity: { sha256: string } } }
        | undefined;
      const filter = {
        event_type: draw(round, 1) < 0.5 ? some(types, 1) : undefined,
        connector_guid:
          draw(round, 2) < 0.4
            ? some(
                endpoints.map(({ connectorGuid }) => connectorGuid),
                2,
              )
            : undefined,
        group_guid:
          draw(round, 3) < 0.4
            ? some(
                Object.values(groups).map(({ guid }) => guid),
                3,
              )
            : undefined,
        detection_sha256: draw(round, 4) < 0.3 ? file?.identity?.sha256 : undefined,
        application_sha256: draw(round, 5) < 0.3 ? file?.parent?.identity.sha256 : undefined,
        start_date: draw(round, 6) < 0.4 ? iso(Number(one?.['timestamp'])) : undefined,
      };
      const query = Object.entries(filter).flatMap(([name, value]) => {
        if (Array.isArray(value)) return value.map((item) => `${name}[]=${enc(String(item))}`);
        return value === undefined ? [] : [`${name}=${enc(value)}`];
      });
      // An empty list is no filter at all.
      const wanted = Object.fromEntries(
        Object.entries(filter).filter(([, value]) => !Array.isArray(value) || value.length > 0),
      );
      const truth = client.simulator.oracle.events(wanted);
      const text = `limit=60&${query.join('&')}`;
      expect(await client.keys(text), text).toEqual(truth.slice(0, 60));
      expect((await client.page(`limit=1&${query.join('&')}`)).metadata.results.total, text).toBe(truth.length);
    }
  });

  test('hashes match in any case, and of two the last counts', async () => {
    const [row] = await client.rows('event_type[]=1090519054&limit=1');
    const file = row?.['file'] as { identity: { sha256: string } } | undefined;
    const sha256 = file?.identity.sha256 ?? '';
    const { total } = (await client.page(`detection_sha256=${sha256}`)).metadata.results;
    expect(total).toBeGreaterThan(0);
    for (const query of [sha256.toUpperCase(), `${'0'.repeat(64)}&detection_sha256=${sha256}`]) {
      expect((await client.page(`detection_sha256=${query}`)).metadata.results.total).toBe(total);
    }
  });

  test('nothing found: 200, an empty list, total 0, no next', async () => {
    expect(await client.page(`connector_guid[]=${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`)).toEqual({
      version: 'v1.2.0',
      metadata: {
        links: { self: expect.any(String) as string },
        results: { total: 0, current_item_count: 0, index: 0, items_per_page: 500 },
      },
      data: [],
    });
  });

  test('without start_date everything, or by switch only the last days', async () => {
    const all = (await client.page('limit=1')).metadata.results.total;
    client.simulator.switches.lookBackDays = 7;
    const recent = (await client.page('limit=1')).metadata.results.total;
    expect(recent).toBeLessThan(all);
    // The trap: the older start yields the larger total.
    const old = await client.page(`limit=1&start_date=${enc('2015-10-01T00:00:00+00:00')}`);
    expect(old.metadata.results.total).toBe(all);
  });
});

describe('pages', () => {
  test('self as it was asked; next and prev absolute, encoded, missing at the ends', async () => {
    const { baseUrl } = client.simulator;
    const asked = 'event_type[]=1090519054&event_type[]=553648143&offset=10&limit=10';
    const { links, results } = (await client.page(asked)).metadata;
    const filters = `${baseUrl}/events?event_type%5B%5D=1090519054&event_type%5B%5D=553648143&limit=10`;
    expect(links).toEqual({
      self: `${baseUrl}/events?${asked}`,
      prev: `${filters}&offset=0`,
      next: `${filters}&offset=20`,
    });
    expect(results).toMatchObject({ current_item_count: 10, index: 10, items_per_page: 10 });
    expect((await client.page('limit=10')).metadata.links).not.toHaveProperty('prev');
    const last = await client.page(
      `limit=10&offset=${results.total - 1}&event_type[]=1090519054&event_type[]=553648143`,
    );
    expect(last.metadata.links).not.toHaveProperty('next');
    expect(last.data).toHaveLength(1);
  });

  test('following next reads every event once', async () => {
    const seen: string[] = [];
    let query: string | undefined = 'limit=170&group_guid[]=' + groups.laptops.guid;
    while (query !== undefined) {
      seen.push(...(await client.keys(query)));
      const { next }: { next?: string } = (await client.page(query)).metadata.links;
      query = next?.split('?')[1];
    }
    expect(new Set(seen)).toEqual(new Set(client.simulator.oracle.events({ group_guid: groups.laptops.guid })));
    expect(seen).toHaveLength(new Set(seen).size);
  });

  test('past the end: no rows, the total stays', async () => {
    const { data, metadata } = await client.page('offset=100000');
    expect(data).toEqual([]);
    expect(metadata.results.total).toBeGreaterThan(1000);
    expect(metadata.links).toHaveProperty('prev');
  });

  test('by switch rows are fewer than announced, or none, or the links lead elsewhere', async () => {
    client.simulator.switches.pages = 'shortened';
    const short = await client.page('limit=20');
    expect(short.metadata.results.current_item_count).toBe(20);
    expect(short.data).toHaveLength(10);
    client.simulator.switches.pages = 'empty';
    const empty = await client.page('limit=20');
    expect(empty.data).toEqual([]);
    expect(empty.metadata.results.total).toBeGreaterThan(1000);
    client.simulator.switches.pages = 'whole';
    client.simulator.switches.foreignLinks = true;
    const foreign = await client.page('limit=1');
    expect(foreign.metadata.links.next).toMatch(/^https:\/\/api\.apjc\.amp\.example\/v1\/events\?/);
    expect(JSON.stringify(foreign.data)).toContain('https://api.apjc.amp.example/v1/computers/');
  });
});

describe('beside the events', () => {
  test('types, groups, computers and the version; no event by its id; nothing else', async () => {
    expect(await client.json('/event_types')).toMatchObject({
      data: expect.arrayContaining([{ id: 1107296274, name: 'Cloud IOC', description: 'Cloud IOC' }]) as unknown[],
    });
    expect(await client.json('/groups')).toMatchObject({ metadata: { results: { total: 4 } } });
    const { data } = (await client.json('/computers?limit=2')) as {
      data: Array<{ connector_guid: string; links: { computer: string } }>;
    };
    expect(data).toHaveLength(2);
    expect(await client.json(`/computers/${data[0]?.connector_guid}`)).toMatchObject({ data: data[0] });
    expect(await client.json(`/groups/${groups.macs.guid}`)).toMatchObject({ data: { name: 'Macs' } });
    expect((await client.raw('/version')).status).toBe(200);
    for (const path of ['/events/6180352115244793858', '/computers/none', '/nothing', '/groups/a/b']) {
      const response = await client.raw(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ data: {}, errors: [{ error_code: 404 }] });
    }
    expect((await client.raw('/computers?hostname[]=x')).status).toBe(400);
  });
});
