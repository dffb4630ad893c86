import { randomBytes } from 'node:crypto';
import type { SourceRecord } from '@watchfloor/contract';
import { hostileTexts } from '@watchfloor/simulators';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepGone } from './keep-page.ts';
import { readCoverage } from './source-state.ts';
import { type KeptList, startKeptList, toRecord } from './testing/kept-list.ts';

let list: KeptList;
beforeEach(async () => {
  list = await startKeptList();
});
afterEach(() => list.close());

test('of two reads the one that asked later is right, whichever is written last', async () => {
  const now = Date.now();
  const fresh = toRecord('a', { vendorStatus: 'new' });
  const open = { ...fresh, vendorStatus: 'open' };
  const closed = { ...fresh, vendorStatus: 'closed' };
  await list.keep({ readAt: now - 3_000, records: [fresh] });
  await list.keep({ readAt: now - 1_000, records: [closed] });
  await list.keep({ readAt: now - 2_000, records: [open] });
  expect((await list.rows()).map(({ vendor_status }) => vendor_status)).toEqual(['closed']);
  expect(JSON.parse(await list.rawOf(closed.uid))).toMatchObject({ vendorStatus: 'closed' });
  // And nobody finds it gone who looked before it was seen.
  await keepGone(list.database, list.source, [closed.uid], now - 2_000);
  expect((await list.rows()).map(({ gone_at }) => gone_at)).toEqual([null]);
  const changes = await list.database.sql.selectFrom('finding_change').select(['before', 'after']).execute();
  expect(changes).toEqual([{ before: { vendorStatus: 'new' }, after: { vendorStatus: 'closed' } }]);
});

test('doing it again changes nothing', async () => {
  const page = { readAt: Date.now(), records: [toRecord('a'), toRecord('b')], covered: { from: 1, to: Date.now() } };
  expect(await list.keep(page)).toMatchObject({ added: 2, changed: 0 });
  expect(await list.keep(page)).toMatchObject({ added: 0, changed: 0 });
  expect(await list.rows()).toHaveLength(2);
  const state = await list.database.sql.selectFrom('source_state').select('findings').executeTakeFirstOrThrow();
  expect(state.findings).toBe(2);
});

test('what is kept in a stretch and not listed there is named, and nothing else', async () => {
  const now = Date.now();
  const at = (key: string, agoMs: number) => toRecord(key, { happened: now - agoMs });
  await list.keep({ readAt: now - 500, records: [at('gone', 5_000), at('outside', 50_000), at('there', 6_000)] });
  const { notListed } = await list.keep({
    readAt: now,
    records: [at('there', 6_000)],
    covered: { from: now - 10_000, to: now },
  });
  expect(notListed.map(({ key }) => key)).toEqual(['gone']);
});

test('texts of attackers stop no page, and come out byte for byte', async () => {
  const long = 'k'.repeat(10_000);
  const raws = [...hostileTexts, '\0', '\ud800', 'x\udfff\0', long].map((text) => JSON.stringify({ text }));
  const records: SourceRecord[] = raws.map((raw, index) => {
    const { text } = JSON.parse(raw) as { text: string };
    return toRecord(`${text}${index}`, {
      title: text,
      hint: text,
      vendorStatus: text,
      priorityLabel: text,
      eventType: text,
      tenant: text,
      entities: [{ kind: 'user', value: text, role: 'actor' }] as unknown as SourceRecord['entities'],
      cells: { [text.slice(0, 20)]: text },
    });
  });
  expect(await list.keep({ records, raws, covered: { from: 0, to: Date.now() } })).toMatchObject({
    added: raws.length,
  });
  const kept = await list.rows();
  expect(kept).toHaveLength(raws.length);
  const texts = await Promise.all(kept.map(({ uid }) => list.rawOf(uid)));
  expect(texts.toSorted()).toEqual(raws.toSorted());
  // Each is itself again the next time.
  expect(await list.keep({ records, raws })).toMatchObject({ added: 0, changed: 0 });
});

test('a key of 10 kB and a record of 16 MB are kept', async () => {
  const key = `long-${'k'.repeat(10_000)}`;
  const raw = JSON.stringify({ bytes: randomBytes(8 * 1_048_576).toString('hex') });
  expect(raw.length).toBeGreaterThan(16 * 1_048_576);
  const started = performance.now();
  await list.keep({ records: [toRecord(key), toRecord(`${key}-other`)], raws: [raw, '{}'] });
  const [first, second] = await list.rows();
  expect(new Set([first?.key, second?.key])).toEqual(new Set([key, `${key}-other`]));
  const longest = [await list.rawOf(first?.uid ?? ''), await list.rawOf(second?.uid ?? '')].find(
    ({ length }) => length > 2,
  );
  expect(longest === raw).toBe(true);
  expect(performance.now() - started).toBeLessThan(10_000);
}, 30_000);

test('a stretch in which a record cannot be read counts as read only once the record has stayed so', async () => {
  const now = Date.now();
  const unreadable = [{ reason: 'It is not an object.', raw: '17', bytes: 2 }];
  const covered = { from: now - 1_000_000, to: now - 900_000 };
  await list.keep({ readAt: now - 70_000, unreadable, covered });
  expect(await readCoverage(list.database, list.source)).toEqual([]);
  await list.keep({ readAt: now - 30_000, unreadable, covered });
  expect(await readCoverage(list.database, list.source)).toEqual([]);
  await list.keep({ readAt: now, unreadable, covered });
  expect(await readCoverage(list.database, list.source)).toEqual([{ ...covered, readAt: now }]);
});

test('records that share a key and differ are all kept, and stay themselves in whatever order they come', async () => {
  const records = [toRecord('same', { title: 'One' }), toRecord('same', { title: 'Two' })];
  await list.keep({ records });
  expect(await list.keep({ records: records.toReversed() })).toMatchObject({ added: 0, changed: 0 });
  expect((await list.rows()).map(({ title }) => title).toSorted()).toEqual(['One', 'Two']);
});

test('a stretch with a record that has no time counts as read only once that record has stayed so', async () => {
  const now = Date.now();
  const page = {
    records: [toRecord('undated', { happened: null })],
    covered: { from: now - 1_000_000, to: now - 900_000 },
  };
  await list.keep({ readAt: now - 70_000, ...page });
  expect(await readCoverage(list.database, list.source)).toEqual([]);
  await list.keep({ readAt: now, ...page });
  expect(await readCoverage(list.database, list.source)).toEqual([{ ...page.covered, readAt: now }]);
});
