import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultSwitches } from './switches.ts';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startWithClient({ alarms: 1200, events: 4000, getPerS: 100_000 });
});
afterAll(() => client.usm.close());
beforeEach(() => void Object.assign(client.usm.switches, defaultSwitches));

const ids = (rows: Array<Record<string, unknown>>) => rows.map((row) => String(row['uuid']));
const enc = encodeURIComponent;

describe('paging', () => {
  test('every row is on exactly one page, and the pages are what the oracle says', async () => {
    const seen: string[] = [];
    const { page } = await client.page('/alarms?size=97');
    for (let number = 0; number < page.totalPages; number++) {
      const answer = await client.page(`/alarms?size=97&page=${number}`);
      seen.push(...ids(answer._embedded?.['alarms'] ?? []));
      expect('next' in answer._links).toBe(number < page.totalPages - 1);
      expect('prev' in answer._links).toBe(number > 0);
    }
    expect(seen).toHaveLength(page.totalElements);
    expect(new Set(seen)).toEqual(new Set(client.usm.oracle.alarms()));
  });

  test('the default is 20 rows from page 0, newest first; size is capped', async () => {
    const { page, _embedded } = await client.page('/events');
    expect(page).toMatchObject({ size: 20, number: 0 });
    const times = (_embedded?.['eventResources'] ?? []).map((row) => Number(row['timestamp_occured']));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect((await client.page('/events?size=9999')).page.size).toBe(500);
  });

  test('no result and a page past the end have no _embedded at all', async () => {
    const none = await client.page('/alarms?rule_method=nothing');
    expect(none).not.toHaveProperty('_embedded');
    expect(none.page).toEqual({ size: 20, totalElements: 0, totalPages: 0, number: 0 });
    expect(none._links).not.toHaveProperty('next');
    const past = await client.page('/alarms?page=4000');
    expect(past).not.toHaveProperty('_embedded');
    expect(past.page.totalElements).toBeGreaterThan(1200);
  });

  test.each(['page=-1', 'page=x', 'size=0', 'size=1.5', 'timestamp_occured_gte=soon', 'suppressed=maybe'])(
    'malformed %s is a 400 with JSON',
    async (query) => {
      const response = await client.raw(`/alarms?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toHaveProperty('error');
    },
  );
});

describe('filters', () => {
  test.each([
    ['status=open', { status: 'open' }],
    ['status=In Review', { status: 'in_review' }],
    ['suppressed=true', { suppressed: true }],
    ['suppressed=false', { suppressed: false }],
    [`rule_intent=${enc('Delivery & Attack')}`, { rule_intent: 'Delivery & Attack' }],
    [`rule_method=${enc('SSH Login Brute Force')}`, { rule_method: 'SSH Login Brute Force' }],
    ['priority_label=low&priority_label=high', { priority_label: ['low', 'high'] }],
    ['priority_label=low,medium&status=closed', { priority_label: ['low', 'medium'], status: 'closed' }],
  ])('alarms by %s are exactly the oracle', async (query, filter) => {
    const truth = client.usm.oracle.alarms(filter);
    const { page } = await client.page(`/alarms?size=500&${query}`);
    expect(page.totalElements).toBe(truth.length);
    expect(truth.length).toBeGreaterThan(0);
    const rows = await client.rows(`/alarms?size=500&${query}`);
    expect(ids(rows)).toEqual(expect.arrayContaining(truth.slice(0, 20)));
  });

  test.each([
    ['plugin=windows_security', { plugin: 'windows_security' }],
    ['event_name=ConsoleLogin', { event_name: 'ConsoleLogin' }],
    [
      'source_username=deploy-ci&account_name=norrvik-aws',
      { source_username: 'deploy-ci', account_name: 'norrvik-aws' },
    ],
    ['source_name=NVK-LT-0417', { source_name: 'NVK-LT-0417' }],
  ])('events by %s are exactly the oracle', async (query, filter) => {
    const truth = client.usm.oracle.events(filter);
    expect((await client.page(`/events?${query}`)).page.totalElements).toBe(truth.length);
    expect(truth.length).toBeGreaterThan(0);
  });

  test('time bounds are inclusive at both ends', async () => {
    const [row] = await client.rows('/alarms?size=1&page=40');
    const at = Number(row?.['timestamp_occured']);
    const count = async (gte: number, lte: number) =>
      (await client.page(`/alarms?timestamp_occured_gte=${gte}&timestamp_occured_lte=${lte}`)).page.totalElements;
    expect(await count(at, at)).toBe(
      client.usm.oracle.alarms({ timestamp_occured_gte: at, timestamp_occured_lte: at }).length,
    );
    expect(await count(at, at)).toBeGreaterThan(0);
    expect(await count(at + 1, at)).toBe(0);
  });

  test('the two-r spelling is ignored in silence unless the installation has it', async () => {
    const all = (await client.page('/alarms')).page.totalElements;
    const wanted = '/alarms?timestamp_occurred_gte=99999999999999';
    expect((await client.page(wanted)).page.totalElements).toBe(all);
    client.usm.switches.inputSpelling = 'two-r';
    expect((await client.page(wanted)).page.totalElements).toBe(0);
    expect((await client.page(wanted.replace('occurred', 'occured'))).page.totalElements).toBe(all);
  });

  test('switches: one label only, no time filter, account_name demanded', async () => {
    const { oracle, switches } = client.usm;
    switches.priorityLabelMulti = false;
    const { page } = await client.page('/alarms?priority_label=low&priority_label=high');
    expect(page.totalElements).toBe(oracle.alarms({ priority_label: 'low' }).length);
    switches.ignoreTimeFilter = true;
    expect((await client.page('/alarms?timestamp_occured_gte=99999999999999')).page.totalElements).toBeGreaterThan(0);
    switches.requireAccountName = true;
    expect((await client.raw('/events')).status).toBe(400);
    expect((await client.raw('/events?account_name=norrvik-hq')).status).toBe(200);
  });

  test('the display name of a plugin is no plugin id', async () => {
    const query = `/events?plugin=${enc('Windows Security Log')}`;
    expect((await client.page(query)).page.totalElements).toBe(0);
    client.usm.switches.pluginFilter = 'either';
    expect((await client.page(query)).page.totalElements).toBeGreaterThan(0);
  });
});

describe('sort', () => {
  test('ascending, by priority, and a misspelt key that falls back to newest first', async () => {
    const times = async (sort: string) =>
      (await client.rows(`/alarms?size=200&sort=${sort}`)).map((row) => Number(row['timestamp_occured']));
    const ascending = await times('timestamp_occured,asc');
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    const newest = await times('timestamp_occured,desc');
    expect(await times('timestamp_occurred,asc')).toEqual(newest);
    const priorities = (await client.rows('/alarms?size=300&sort=priority,desc')).map((row) => Number(row['priority']));
    expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));
    client.usm.switches.ignoreSort = true;
    expect(await times('timestamp_occured,desc')).not.toEqual(newest);
  });

  test('a burst in one millisecond is there, and both directions mirror each other across it', async () => {
    const counts = new Map<string, number>();
    const all: string[] = [];
    for (let page = 0; page < 5; page++)
      all.push(...(await client.rows(`/alarms?size=500&page=${page}`)).map((row) => String(row['timestamp_occured'])));
    for (const at of all) counts.set(at, (counts.get(at) ?? 0) + 1);
    const burst = [...counts].find(([, count]) => count > 100)?.[0];
    expect(burst).toBeDefined();
    const window = `size=500&timestamp_occured_gte=${burst}&timestamp_occured_lte=${burst}`;
    const down = ids(await client.rows(`/alarms?${window}`));
    const up = ids(await client.rows(`/alarms?${window}&sort=timestamp_occured,asc`));
    expect(up).toEqual(down.toReversed());
  });
});

describe('switches of form', () => {
  test('keys, ids, times, spelling, booleans and links', async () => {
    const { switches } = client.usm;
    Object.assign(switches, {
      eventsKey: 'events',
      listIdKey: 'id',
      times: 'number',
      isoTwin: false,
      outputSpelling: 'two-r',
      booleans: 'booleans',
      foreignLinks: true,
    });
    const page = await client.page('/events');
    const [event] = page._embedded?.['events'] ?? [];
    expect(event).toMatchObject({
      id: expect.any(String) as string,
      timestamp_occurred: expect.any(Number) as number,
      suppressed: expect.any(Boolean) as boolean,
    });
    expect(event).not.toHaveProperty('uuid');
    expect(event).not.toHaveProperty('timestamp_occured');
    expect(event).not.toHaveProperty('timestamp_occurred_iso8601');
    expect(page._links['first']?.href).not.toContain('127.0.0.1');
    switches.times = 'missing';
    expect((await client.rows('/alarms'))[0]).not.toHaveProperty('timestamp_occurred');
    switches.times = 'some-missing';
    const dated = (await client.rows('/alarms?size=200')).filter((row) => 'timestamp_occurred' in row).length;
    expect(dated).toBeGreaterThan(150);
    expect(dated).toBeLessThan(200);
  });

  test('statuses as some installations spell them', async () => {
    client.usm.switches.inReviewSpelling = 'In Review';
    const rows = await client.rows('/alarms?status=in_review');
    expect(new Set(rows.map((row) => row['status']))).toEqual(new Set(['In Review']));
  });

  test('403 on demand', async () => {
    client.usm.switches.forbidden = true;
    expect((await client.raw('/alarms')).status).toBe(403);
  });
});
