import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultLeenSwitches } from './switches.ts';
import { type Loose, type Page, startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startWithClient({ findings: 300 });
});
afterAll(() => client.leen.close());
beforeEach(() => void Object.assign(client.leen.switches, defaultLeenSwitches));

const enc = encodeURIComponent;
const itemId = (item: Loose) => String((item['metadata'] as Loose)['uid']);
const ids = (items: readonly Loose[]) => items.map(itemId);

async function byOffset(query = '', limit = 97): Promise<Page[]> {
  const pages: Page[] = [];
  for (let offset = 0; ; offset += limit) {
    const at = offset === 0 ? '' : `&offset=${offset}`;
    const page = await client.page(`limit=${limit}${at}${query}`);
    pages.push(page);
    if (page.items.length < limit) return pages;
  }
}

async function byCursor(query = '', limit = 97): Promise<Page[]> {
  const pages = [await client.page(`enableCursor=true&limit=${limit}${query}`)];
  for (let next = pages[0]?.next_cursor; next; next = pages.at(-1)?.next_cursor) {
    pages.push(await client.page(`enableCursor=true&limit=${limit}&cursor=${enc(next)}`));
  }
  return pages;
}

const itemsOf = (pages: readonly Page[]) => pages.flatMap(({ items }) => items);

describe('offset mode', () => {
  test('every item is on exactly one page, and the pages are what the oracle says', async () => {
    const pages = await byOffset();
    const truth = client.leen.oracle.items();
    expect(pages.map(({ total }) => total)).toEqual(pages.map(() => truth.length));
    expect(pages.map(({ count }) => count)).toEqual(pages.map(({ items }) => items.length));
    expect(ids(itemsOf(pages)).toSorted()).toEqual(truth.toSorted());
  });

  test('the default is 100 items from the start, in a stable order that is not the time’s', async () => {
    const [once, again] = [await client.page(), await client.page('offset=0')];
    expect(once.items).toHaveLength(100);
    expect(again).toEqual(once);
    const times = once.items.map((item) => Number(item['time'] ?? 0));
    expect(times).not.toEqual(times.toSorted((a, b) => a - b));
    expect(times).not.toEqual(times.toSorted((a, b) => b - a));
  });

  test('empty and past the end', async () => {
    const response = await client.raw('/idp/alerts?severity=NOTHING');
    expect(await response.text()).toBe('{"count":0,"total":0,"items":[]}');
    expect(response.headers.get('content-type')).toBe('application/json');
    const { total } = await client.page();
    expect(await client.page('offset=99999')).toEqual({ count: 0, total, items: [] });
  });

  test('total is null with excludeTotal, and can be null or missing always', async () => {
    expect(await client.page('limit=1&excludeTotal=true')).toMatchObject({ count: 1, total: null });
    client.leen.switches.total = 'null';
    expect(await client.page('limit=1')).toMatchObject({ total: null });
    client.leen.switches.total = 'missing';
    expect(Object.keys(await client.page('limit=1'))).toEqual(['count', 'items']);
  });

  test('a limit over the maximum can be clamped, so that a page is short before the end', async () => {
    Object.assign(client.leen.switches, { limitMax: 50, limitOver: 'clamp' });
    expect((await client.page('limit=500')).items).toHaveLength(50);
    expect((await client.page()).items).toHaveLength(50);
  });
});

describe('cursor mode', () => {
  test('walks the whole list with null at both ends and no counts', async () => {
    const pages = await byCursor();
    expect(ids(itemsOf(pages)).toSorted()).toEqual(client.leen.oracle.items().toSorted());
    expect(pages[0]?.previous_cursor).toBeNull();
    expect(pages.at(-1)?.next_cursor).toBeNull();
    for (const page of pages) expect(Object.keys(page)).toEqual(['next_cursor', 'previous_cursor', 'items']);
    const back = pages[1]?.previous_cursor ?? '';
    expect((await client.page(`enableCursor=true&limit=97&cursor=${enc(back)}`)).items).toEqual(pages[0]?.items);
  });

  test('the filters go with the cursor; limit still applies', async () => {
    const filter = { severity: ['HIGH', 'MEDIUM'], updatedSince: Date.now() - 10 * 86_400_000 };
    const since = new Date(filter.updatedSince).toISOString();
    const pages = await byCursor(`&severity=HIGH,MEDIUM&sort=severity:desc&updatedSince=${since}`, 20);
    expect(ids(itemsOf(pages)).toSorted()).toEqual(client.leen.oracle.items(filter).toSorted());
    expect(pages.length).toBeGreaterThan(2);
    const first = await client.page('enableCursor=true&limit=5');
    expect((await client.page(`enableCursor=true&limit=7&cursor=${enc(first.next_cursor ?? '')}`)).items).toHaveLength(
      7,
    );
  });

  test('without enableCursor a cursor is not heard', async () => {
    const { next_cursor: next } = await client.page('enableCursor=true&limit=5');
    expect(await client.page(`limit=5&cursor=${enc(next ?? '')}`)).toHaveProperty('count');
  });

  test('count and total may be there as well', async () => {
    client.leen.switches.cursorCounts = true;
    expect(await client.page('enableCursor=true&limit=5')).toMatchObject({
      count: 5,
      total: client.leen.oracle.items().length,
      next_cursor: expect.any(String) as string,
    });
  });

  test('an empty page may have a next cursor, and nothing is lost behind it', async () => {
    client.leen.switches.emptyCursorPageEvery = 2;
    const pages = await byCursor('', 90);
    expect(pages.some(({ items, next_cursor: next }) => items.length === 0 && next !== null)).toBe(true);
    expect(ids(itemsOf(pages)).toSorted()).toEqual(client.leen.oracle.items().toSorted());
  });

  test('expired, withdrawn and self-made cursors are 422', async () => {
    const invalid = { detail: [{ loc: ['query', 'cursor'], msg: 'Invalid or expired cursor', type: 'value_error' }] };
    const read = (cursor: string) => client.get(`/idp/alerts?enableCursor=true&cursor=${enc(cursor)}`);
    expect(await read(btoa('{"offset":2}'))).toEqual({ status: 422, body: invalid });
    const { next_cursor: old } = await client.page('enableCursor=true&limit=5');
    expect((await read(old ?? '')).status).toBe(200);
    client.leen.advance(3_601_000);
    expect(await read(old ?? '')).toEqual({ status: 422, body: invalid });
    const { next_cursor: fresh } = await client.page('enableCursor=true&limit=5');
    client.leen.expireCursors();
    expect((await read(fresh ?? '')).status).toBe(422);
  });

  test('it can be refused, or ignored so that the offset envelope comes', async () => {
    client.leen.switches.cursorMode = 'refused';
    expect(await client.get('/idp/alerts?enableCursor=true')).toEqual({
      status: 422,
      body: {
        detail: [
          {
            loc: ['query', 'enableCursor'],
            msg: 'Cursor pagination is not supported by this endpoint',
            type: 'value_error',
          },
        ],
      },
    });
    expect((await client.page('enableCursor=false')).items).toHaveLength(100);
    client.leen.switches.cursorMode = 'ignored';
    expect(await client.page('enableCursor=true')).toHaveProperty('count', 100);
  });
});

describe('filters and sort', () => {
  test.each([
    ['severity=HIGH', { severity: 'HIGH' }],
    [`severity=${enc('CRITICAL,HIGH')}`, { severity: ['CRITICAL', 'HIGH'] }],
    ['severity=low, Medium', { severity: ['LOW', 'MEDIUM'] }],
    ['severity=OTHER,UNKNOWN', { severity: ['OTHER', 'UNKNOWN'] }],
  ])('%s is exactly the oracle', async (query, filter) => {
    const truth = client.leen.oracle.items(filter);
    expect(truth.length).toBeGreaterThan(0);
    expect(ids(itemsOf(await byOffset(`&${query}`, 100))).toSorted()).toEqual(truth.toSorted());
  });

  test('updatedSince is inclusive, takes Z or an offset, and means the sync’s clock unless switched', async () => {
    const { oracle, switches } = client.leen;
    const [item = {}] = (await client.page('limit=1')).items;
    const synced = Number((item['metadata'] as Loose)['processed_time']);
    const totalOf = async (text: string) => (await client.page(`limit=1&updatedSince=${text}`)).total;
    const truth = oracle.items({ updatedSince: synced }).length;
    const later = oracle.items({ updatedSince: synced + 1 }).length;
    expect(later).toBeLessThan(truth);
    expect(await totalOf(new Date(synced).toISOString())).toBe(truth);
    const local = new Date(synced + 7_200_000).toISOString().replace('Z', '+02:00');
    expect(await totalOf(enc(local))).toBe(truth);
    expect(await totalOf(new Date(synced + 1).toISOString())).toBe(later);
    switches.updatedClock = 'source';
    expect(await totalOf(new Date(synced).toISOString())).toBe(oracle.items({ updatedSince: synced }).length);
    expect(oracle.items({ updatedSince: synced }).length).toBeLessThan(truth);
  });

  test('severity sorts both ways, bare is ascending, OTHER stands where the switch says', async () => {
    Object.assign(client.leen.switches, { severityKeys: 'both', severityText: 'upper' });
    const idsOf = async (sort: string) =>
      itemsOf(await byOffset(`&sort=${sort}`, 200)).map((item) => Number(item['severity_id']));
    const ascending = await idsOf('severity:asc');
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    expect(ascending.at(-1)).toBe(99);
    expect(await idsOf('severity')).toEqual(ascending);
    expect(await idsOf('severity:desc')).toEqual(ascending.toReversed());
    client.leen.switches.otherSorts = 'lowest';
    expect((await idsOf('severity:asc'))[0]).toBe(99);
  });

  test('unknown parameters are ignored, and so is severity under another name', async () => {
    const { total } = await client.page('limit=1');
    expect((await client.page('limit=1&status=open&q=daniel&updatedUntil=x&use_pool=false')).total).toBe(total);
    client.leen.switches.severityParameter = 'severities';
    expect((await client.page('limit=1&severity=HIGH')).total).toBe(total);
    expect((await client.page('limit=1&severities=HIGH')).total).toBe(
      client.leen.oracle.items({ severity: 'HIGH' }).length,
    );
    client.leen.switches.severityParameter = '';
    expect((await client.page('limit=1&severities=HIGH&severity=HIGH')).total).toBe(total);
  });
});
