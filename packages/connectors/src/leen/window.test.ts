import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallContext, ListQuestion, ReadPosition } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import type { OutboundAnswer, OutboundClient } from '../outbound/client.ts';
import { configSchema } from './config.ts';
import { createIdpAlertsReader } from './idp-alerts.ts';

const runs = process.env.WATCHFLOOR_LONG ? 10_000 : 300;
const start = Date.parse('2026-11-12T00:00:00Z');
const hour = 3_600_000;
const range = { from: start - 1_000 * hour, to: start + hour };

interface Finding {
  uid: string;
  created: number;
  severity: number;
  updates: number;
  everGone: boolean;
}

interface Change {
  kind: 'insert' | 'remove' | 'update';
  share: number;
}

interface World {
  findings: number;
  rowsAPage: number;
  order: 'time-desc' | 'severity-desc';
  paging: 'cursor' | 'offset';
  totals: boolean;
  emptyPages: boolean;
  expireOnce: boolean;
  /** Changes made before each answer of the list, used up in turn. */
  changes: Change[];
  /** Milliseconds that pass between two pages of the scroll. */
  pauses: number[];
}

const world: fc.Arbitrary<World> = fc.record({
  findings: fc.integer({ min: 0, max: 420 }),
  rowsAPage: fc.integer({ min: 20, max: 120 }),
  order: fc.constantFrom<World['order']>('time-desc', 'severity-desc'),
  paging: fc.constantFrom<World['paging']>('cursor', 'offset'),
  totals: fc.boolean(),
  emptyPages: fc.boolean(),
  expireOnce: fc.boolean(),
  changes: fc.array(
    fc.record({
      kind: fc.constantFrom<Change['kind']>('insert', 'insert', 'remove', 'update'),
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
    { maxLength: 12 },
  ),
  pauses: fc.array(fc.constantFrom(0, 1_000, 61_000), { minLength: 1, maxLength: 6 }),
});

/** A vendor that lists in an order of its own, pages by offset under an opaque name, and changes while it is read. */
function createVendor(given: World, clock: { now: number }) {
  const list: Finding[] = Array.from({ length: given.findings }, (_, index) => ({
    uid: `f-${index}`,
    // Several share an instant, and neighbours in the list are far apart in time.
    created: start - ((index * 37) % 101) * hour,
    severity: (index % 6) + 1,
    updates: 0,
    everGone: false,
  }));
  const known = [...list];
  const added = new Set<string>();
  const pending = [...given.changes];
  let expired = !given.expireOnce;
  let calls = 0;
  /** A cursor remembers it. */
  let severityAsked: string[] | undefined;

  function change(): void {
    const next = pending.shift();
    if (!next) return;
    const at = Math.floor(next.share * list.length);
    const finding = list[at];
    if (next.kind === 'insert') {
      const fresh = {
        uid: `new-${known.length}`,
        created: start - at * hour,
        severity: 4,
        updates: 0,
        everGone: false,
      };
      added.add(fresh.uid);
      known.push(fresh);
      list.splice(at, 0, fresh);
    } else if (finding && next.kind === 'remove') {
      finding.everGone = true;
      list.splice(at, 1);
    } else if (finding) {
      finding.updates += 1;
      finding.severity = (finding.severity % 6) + 1;
    }
  }

  function toItem({ uid, created, severity, updates }: Finding): object {
    return { time: created + updates * 1_000, severity_id: severity, finding_info: { uid, created_time: created } };
  }

  function answer(params: ReadonlyMap<string, string>): object {
    const limit = Number(params.get('limit'));
    const byCursor = params.get('enableCursor') === 'true';
    if (byCursor && given.paging === 'offset') throw refused();
    const cursor = params.get('cursor');
    if (cursor !== undefined && params.has('updatedSince')) throw refused();
    if (cursor !== undefined && !expired) {
      expired = true;
      throw refused();
    }
    change();
    calls += 1;
    const [mode, position] = cursor === undefined ? ['', params.get('offset') ?? '0'] : cursor.split(':');
    const offset = Number(position);
    const empty = byCursor && given.emptyPages && mode !== 'full' && offset % 200 === 100;
    const asked = params.get('severity')?.split(',') ?? severityAsked;
    severityAsked = asked;
    const matching = asked ? list.filter(({ severity }) => asked.includes(names[severity] ?? '')) : list;
    const items = empty ? [] : matching.slice(offset, offset + limit).map(toItem);
    const end = offset + items.length;
    const total = given.totals && params.get('excludeTotal') !== 'true' ? matching.length : null;
    if (!byCursor) return { items, count: items.length, total };
    const next = empty ? `full:${offset}` : end < matching.length ? `next:${end}` : null;
    return { items, next_cursor: next, previous_cursor: null, ...(total === null ? {} : { total }) };
  }

  const client: OutboundClient = {
    async get({ path, params = [] }): Promise<OutboundAnswer> {
      await Promise.resolve();
      if (!path.startsWith('/idp/')) throw new ConnectorError('not_found', 'no record');
      const text = JSON.stringify(answer(new Map(params)));
      return { status: 200, text, json: JSON.parse(text) as unknown, receivedAt: clock.now };
    },
    quota: () => ({ limit: 1, windowMs: 1, used: 0 }),
    health: () => ({ state: 'answering', lastAnswerAt: null, lastError: null, failingSince: null, retryAt: null }),
    close: () => Promise.resolve(),
  };
  return {
    client,
    list,
    calls: () => calls,
    throughout: () => known.filter(({ uid, everGone }) => !everGone && !added.has(uid)).map(({ uid }) => uid),
  };
}

const names = ['UNKNOWN', 'INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL', 'FATAL'];
const refused = () => new ConnectorError('bad_request', 'refused', { status: 422 });
const config = configSchema.parse({ base_url: 'https://leen.example/v1', api_key: 'k', connection_id: 'c' });

function contextOf(client: OutboundClient, clock: { now: number }, deadlineMs = 8_000): CallContext {
  return {
    client,
    signal: new AbortController().signal,
    deadlineAt: clock.now + deadlineMs,
    connection: 'ln',
    now: () => clock.now,
    onAsked: () => undefined,
  };
}

async function walk(given: World) {
  const clock = { now: start };
  const vendor = createVendor(given, clock);
  const reader = createIdpAlertsReader(config);
  const question: ListQuestion = { filters: {}, ...range, order: given.order, rows: given.rowsAPage };
  const keys: string[] = [];
  const happened: (number | null)[] = [];
  let shortfalls = 0;
  let position: ReadPosition | null = null;
  for (let page = 0; page < 400; page += 1) {
    const read = await reader.list(question, position, contextOf(vendor.client, clock));
    keys.push(...read.records.map(({ key }) => key));
    happened.push(...read.records.map((record) => record.happened));
    if (read.partial) shortfalls += 1;
    if (read.next === null) return { keys, happened, shortfalls, vendor, position };
    position = JSON.parse(JSON.stringify(read.next)) as ReadPosition;
    expect(JSON.stringify(position).length).toBeLessThan(400);
    clock.now += given.pauses[page % given.pauses.length] ?? 0;
  }
  throw new Error('the list does not end');
}

test('every finding that was there throughout comes once, in order, while the list changes and copies are refreshed', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const { keys, happened, shortfalls, vendor } = await walk(given);
      const found = new Set(keys);
      expect(keys.length - found.size).toBe(0);
      // Where the answer says that it may not be whole, a finding may be missing; otherwise none is.
      const missing = vendor.throughout().filter((uid) => !found.has(uid)).length;
      if (shortfalls === 0) expect(missing).toBe(0);
      if (given.order === 'time-desc') {
        expect(happened).toEqual(happened.toSorted((a, b) => (b ?? 0) - (a ?? 0)));
      }
    }),
    { numRuns: runs, endOnFailure: true },
  );
}, 600_000);

const still: World = {
  findings: 350,
  rowsAPage: 50,
  order: 'time-desc',
  paging: 'cursor',
  totals: true,
  emptyPages: false,
  expireOnce: false,
  changes: [],
  pauses: [0],
};

test.each([
  ['with totals, in one pass', {}, 4],
  ['without totals, in two', { totals: false }, 8],
  ['by number where cursors are refused', { paging: 'offset' as const }, 5],
])('a list that stands still is read once, %s, and serves the whole scroll', async (_name, rest, callsMax) => {
  const { keys, vendor, shortfalls } = await walk({ ...still, ...rest });
  expect(new Set(keys).size).toBe(350);
  expect(shortfalls).toBe(0);
  expect(vendor.calls()).toBeLessThanOrEqual(callsMax);
});

test('a scroll goes on in a process that never saw its copy', async () => {
  const clock = { now: start };
  const vendor = createVendor(still, clock);
  const question: ListQuestion = { filters: {}, ...range, order: 'time-desc', rows: 50 };
  const keys: string[] = [];
  let position: ReadPosition | null = null;
  do {
    const page: Awaited<ReturnType<ReturnType<typeof createIdpAlertsReader>['list']>> = await createIdpAlertsReader(
      config,
    ).list(question, position, contextOf(vendor.client, clock));
    keys.push(...page.records.map(({ key }) => key));
    position = page.next;
    clock.now += 7_000;
  } while (position !== null);
  expect(keys.length).toBe(350);
  expect(new Set(keys).size).toBe(350);
});

test('a window that takes longer than one answer may is read on by the next, and nothing is shown before its end', async () => {
  const clock = { now: start };
  const vendor = createVendor(still, clock);
  const slow: OutboundClient = {
    ...vendor.client,
    get: (request) => {
      clock.now += 1_500;
      return vendor.client.get(request);
    },
  };
  const reader = createIdpAlertsReader(config);
  const question: ListQuestion = { filters: {}, ...range, order: 'time-desc', rows: 50 };
  const first = await reader.list(question, null, contextOf(slow, clock, 4_000));
  expect(first).toMatchObject({ records: [], covered: null });
  expect(first.next).not.toBeNull();
  expect(first.scanned.rows).toBeGreaterThan(0);
  let page = first;
  for (let count = 0; count < 10 && page.records.length === 0; count += 1) {
    page = await reader.list(question, page.next, contextOf(slow, clock, 4_000));
  }
  expect(page.records).toHaveLength(50);
  expect(vendor.calls()).toBe(4);
});

test('several readers of one window share its reading', async () => {
  const clock = { now: start };
  const vendor = createVendor(still, clock);
  const reader = createIdpAlertsReader(config);
  const question: ListQuestion = { filters: {}, ...range, order: 'time-desc', rows: 400 };
  const pages = await Promise.all(
    Array.from({ length: 5 }, () => reader.list(question, null, contextOf(vendor.client, clock))),
  );
  for (const { records } of pages) expect(new Set(records.map(({ key }) => key)).size).toBe(350);
});

test('of more than can be held, what was read is shown and the rest named; a severity is then asked of the vendor', async () => {
  const clock = { now: start };
  const question: ListQuestion = { filters: {}, ...range, order: 'severity-desc', rows: 500 };
  const small = { ...config, records_max: 200 };
  const vendor = createVendor(still, clock);
  const reader = createIdpAlertsReader(small);
  const cut = await reader.list(question, null, contextOf(vendor.client, clock));
  expect(cut.partial).toMatchObject({ code: 'unsupported' });
  expect(cut.partial?.message).toContain('more than 200 records');
  expect(cut.records.length).toBeGreaterThan(200);
  const filters = { severity: { include: ['fatal'], exclude: [] } };
  const narrow = await reader.list({ ...question, filters }, null, contextOf(vendor.client, clock));
  expect(narrow.partial).toBeNull();
  expect(narrow.records).toHaveLength(vendor.list.filter(({ severity }) => severity === 6).length);
});
