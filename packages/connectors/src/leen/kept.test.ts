import type { SourceRecord } from '@watchfloor/contract';
import type { LeenSimulator } from '@watchfloor/simulators';
import { afterEach, expect, test } from 'vitest';
import { closeOpened, connectTo, contextFor, describeKept, question, readerOf, startVendor } from '../conformance.ts';
import type { CallContext, ListPage, ReadPosition, ResourceReader } from '../connector.ts';
import type { OutboundClient } from '../outbound/client.ts';
import { configSchema } from './config.ts';
import { leenFindings, leenFixture } from './conformance.ts';
import { createIdpAlertsReader } from './idp-alerts.ts';

describeKept('leen findings', leenFixture, leenFindings);
afterEach(closeOpened);

async function open(findings = 120) {
  const clock = { now: Date.now() };
  const { simulator } = await startVendor(leenFixture, { findings });
  const connection = connectTo(leenFixture, simulator, { page_size: 20 });
  const reader = readerOf(connection, 'idp-alerts');
  const context = (rest: Partial<CallContext> = {}): CallContext => ({
    ...contextFor(connection, { now: () => clock.now }),
    ...rest,
  });
  return { simulator, reader, clock, context };
}

const callsOf = (simulator: LeenSimulator) => simulator.requests.filter(({ path }) => path.includes('/idp/')).length;

/** A context in which time for a few calls alone is left. */
function hurried(context: CallContext, clock: { now: number }, calls: number): CallContext {
  const onAsked: CallContext['onAsked'] = ({ target }) => (clock.now += target.includes('/idp/') ? 100 : 0);
  return { ...context, deadlineAt: clock.now + 2_000 + calls * 100, onAsked };
}

test('a copy that was read before the time named is not used; one read since serves each page, however long that takes', async () => {
  const { simulator, reader, clock, context } = await open();
  const asking = question({ rows: 40 });
  await reader.list(asking, null, context());
  const before = callsOf(simulator);
  simulator.insertFindings([{ time: clock.now }]);
  clock.now += 1_000;
  const notBefore = clock.now;
  const keys: string[] = [];
  const read = async (position: ReadPosition | null): Promise<ListPage> => {
    const page = await reader.list(asking, position, context({ notBefore }));
    expect(page.asOf).toBeGreaterThanOrEqual(notBefore);
    keys.push(...page.records.map(({ key }) => key));
    clock.now += 90_000;
    return page.next === null ? page : read(page.next);
  };
  await read(null);
  expect(new Set(keys)).toEqual(new Set(simulator.oracle.findings()));
  // Once through the list, for four pages in six minutes.
  expect(callsOf(simulator) - before).toBeLessThanOrEqual(before + 1);
  expect(keys.length).toBeGreaterThan(120);
});

test('a reading that began before the time named is not joined, nor does whoever began it lose it', async () => {
  const { simulator, reader, clock, context } = await open();
  const asking = question({ rows: 500 });
  const begun = await reader.list(asking, null, hurried(context(), clock, 3));
  expect(begun).toMatchObject({ records: [], scanned: { rows: 60 } });
  clock.now += 1_000;
  const kept = await reader.list(asking, null, context({ notBefore: clock.now }));
  expect(kept.records.length).toBeGreaterThan(100);
  expect(kept.asOf).toBeGreaterThanOrEqual(clock.now);
  const asked = callsOf(simulator);
  // What the keeper read is newer, and good for everybody.
  expect((await reader.list(asking, begun.next, context())).records).toHaveLength(kept.records.length);
  expect(callsOf(simulator)).toBe(asked);
});

test('a keeper’s reading that takes longer than people would wait goes on where it stopped', async () => {
  const { simulator, reader, clock, context } = await open();
  const asking = question({ rows: 500 });
  const notBefore = clock.now;
  let page = await reader.list(asking, null, hurried(context({ notBefore }), clock, 2));
  for (let answers = 0; answers < 14 && page.records.length === 0; answers += 1) {
    clock.now += 60_000;
    page = await reader.list(asking, page.next, hurried(context({ notBefore }), clock, 2));
  }
  expect(page.records.length).toBeGreaterThan(100);
  expect(page.asOf).toBe(notBefore);
  // A reading that is begun again every two minutes would not have come to an end.
  expect(callsOf(simulator)).toBeLessThan(26);
});

test('people who join a keeper’s reading do not wait for its calls, and the keeper takes what they read', async () => {
  const { simulator, reader, clock, context } = await open();
  const asking = question({ rows: 500 });
  const admitted = Promise.withResolvers<void>();
  const own = context({ notBefore: clock.now });
  const get: OutboundClient['get'] = (request) => admitted.promise.then(() => own.client.get(request));
  const keeping = reader.list(asking, null, { ...own, client: { ...own.client, get } });
  const shown = await reader.list(asking, null, context());
  expect(shown.records.length).toBeGreaterThan(100);
  const calls = callsOf(simulator);
  admitted.resolve();
  const kept = await keeping;
  expect(kept.raws()).toHaveLength(shown.records.length);
  expect(kept.asOf).toBe(own.notBefore);
  // The one that waited all the while.
  expect(callsOf(simulator) - calls).toBe(1);
});

const megabyte = 1_048_576;

/** A list of so many records of a megabyte each, without sockets: it is more than one wants to send in a test. */
function largeList(records: number): ResourceReader & { context(rest?: Partial<CallContext>): CallContext } {
  const items = Array.from({ length: records }, (_, n) => ({
    time: 1_790_000_000_000 + n,
    finding_info: { uid: `f-${n}`, desc: String(n).padEnd(megabyte, 'x') },
  }));
  const client: OutboundClient = {
    get({ path, params = [] }) {
      const limit = Number(params.find(([name]) => name === 'limit')?.[1]);
      const from = Number(params.find(([name]) => name === 'cursor')?.[1] ?? 0);
      const next = from + limit < records ? String(from + limit) : null;
      const json = path.startsWith('/idp/') ? { items: items.slice(from, from + limit), next_cursor: next } : {};
      return Promise.resolve({ status: 200, json, text: JSON.stringify(json), receivedAt: Date.now() });
    },
    quota: () => ({ limit: 1, windowMs: 1, used: 0 }),
    health: () => ({ state: 'answering', lastAnswerAt: null, lastError: null, failingSince: null, retryAt: null }),
    close: () => Promise.resolve(),
  };
  const signal = new AbortController().signal;
  const config = { base_url: 'https://leen.example/v1', api_key: 'k', connection_id: 'c', page_size: 10 };
  return {
    ...createIdpAlertsReader(configSchema.parse(config)),
    context: (rest) => ({
      client,
      signal,
      deadlineAt: Date.now() + 60_000,
      connection: 'ln',
      now: Date.now,
      onAsked: () => undefined,
      ...rest,
    }),
  };
}

test('who keeps findings gets all bytes of more than people’s copies hold, and is told where even that is too little', async () => {
  const { list, context } = largeList(60);
  const asking = question({ from: 0, rows: 500 });
  const shown = await list(asking, null, context());
  expect(shown.records).toHaveLength(60);
  expect(() => shown.raws()).toThrow('notBefore');
  const kept = await list(asking, null, context({ notBefore: Date.now() - 60_000 }));
  expect(kept.partial).toBeNull();
  expect(kept.raws().map((raw) => raw.length > megabyte && raw.startsWith('{'))).toEqual(kept.records.map(() => true));
  for (const [index, raw] of kept.raws().entries()) expect(raw).toContain(`"uid":"${kept.records[index]?.key}"`);

  const larger = largeList(220);
  const cut = await larger.list(asking, null, larger.context({ notBefore: Date.now() }));
  expect(cut.partial).toMatchObject({ code: 'unsupported' });
  expect(cut.covered).toBeNull();
  expect(cut.raws()).toHaveLength(cut.records.length);
}, 60_000);

const { keeping } = createIdpAlertsReader(
  configSchema.parse({ base_url: 'https://leen.example/v1', api_key: 'k', connection_id: 'c' }),
);

function record(times: Pick<SourceRecord, 'happened' | 'arrived' | 'active'>, records: number, title = 'Kept') {
  const { happened, arrived, active } = times;
  const from = happened === null || active === null ? (happened ?? active) : Math.min(happened, active);
  const made: SourceRecord = {
    uid: 'ln:idp-alerts:a',
    kind: 'finding',
    key: 'a',
    ...times,
    title,
    severity: 'low',
    status: 'new',
    outcome: 'not_stated',
    entities: [],
    attack: [],
    cells: { activity: title, arrived, active, records },
  };
  if (from !== null) made.hint = String(from);
  return made;
}

test('of a finding kept and read again, the beginning and what was said last stay; how much of it was read is not kept', () => {
  expect(keeping?.partial).toEqual(['records']);
  const kept = record({ happened: 100, arrived: 110, active: 300 }, 3);
  const later = record({ happened: 400, arrived: 410, active: 400 }, 1, 'Read');
  expect(keeping?.merge?.(kept, later)).toEqual({
    ...later,
    happened: 100,
    arrived: 110,
    hint: '100',
    cells: { activity: 'Read', arrived: 110, active: 400, records: 1 },
  });
  // An older read says nothing new but its beginning.
  const older = record({ happened: 50, arrived: null, active: 200 }, 5, 'Read');
  expect(keeping?.merge?.(kept, older)).toEqual({
    ...kept,
    happened: 50,
    hint: '50',
    cells: { activity: 'Kept', arrived: 110, active: 300, records: 3 },
  });
  const same = record({ happened: 100, arrived: 110, active: 300 }, 3, 'Read');
  expect(keeping?.merge?.(kept, same)).toEqual(same);
  const undated = record({ happened: null, arrived: null, active: null }, 1);
  expect(keeping?.merge?.(undated, undated)).toEqual(undated);
  expect(keeping?.merge?.(undated, undated)).not.toHaveProperty('hint');
});
