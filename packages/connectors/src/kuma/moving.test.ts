import type { SourceRecord } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import type { CallContext } from '../connector.ts';
import type { Row } from '../list-page.ts';
import type { FetchNumbered } from '../paging/page.ts';
import { createTimeAxis } from '../paging/time-axis.ts';
import { readMoving } from './moving.ts';
import { createScrollMemory, type ScrollMemory } from './scroll-memory.ts';

const now = 1_800_000_000_000;
/** Alerts that still grow, a second apart, more of them than a cursor remembers. */
const alerts = Array.from({ length: 200 }, (_, n) => ({ key: `a-${n}`, at: now - 1_000 * (n + 1) }));

const toRow = (at: number): Row => ({
  record: { happened: at - 60_000, vendorStatus: 'new' } as SourceRecord,
  raw: () => '{}',
});

interface Scroll {
  /** How many of them there are. */
  count?: number;
  obeysFrom?: boolean;
  /** Indexes of alerts that gain activity after the first page. */
  moves?: readonly number[];
  memory?: ScrollMemory;
}

async function readWhole({
  count = alerts.length,
  obeysFrom = true,
  moves = [],
  memory = createScrollMemory(),
}: Scroll) {
  const all = alerts.slice(0, count);
  let list = all;
  const fetchIn =
    ({ from, to }: { from: number; to: number }): FetchNumbered<Row> =>
    (page, size) => {
      const given = list.filter(({ at }) => at <= to && (!obeysFrom || at >= from));
      const items = given.slice(page * (size || 250), (page + 1) * (size || 250));
      return Promise.resolve({
        items: items.map(({ key, at }) => ({ key, at, value: toRow(at) })),
        last: items.length < (size || 250),
        total: null,
      });
    };
  const question = { filters: {}, from: now - 3_600_000, to: now, order: 'active-desc', rows: 100 };
  const axis = createTimeAxis('newest-first', question, 1);
  const moving = { fetchIn, axis, question, memory, context: { now: () => now } as CallContext };
  const keys: string[] = [];
  const codes: (string | undefined)[] = [];
  let position: Parameters<typeof readMoving>[1] = null;
  do {
    const read = await readMoving(moving, position, { rows: 50, accept: () => true, mayAsk: () => true });
    keys.push(...read.items.map(({ key }) => key));
    codes.push(read.shortfall?.code);
    position = read.next;
    list = all
      .map((alert, index) => (moves.includes(index) ? { ...alert, at: now + 1_000 + index } : alert))
      .toSorted((a, b) => b.at - a.at);
  } while (position !== null);
  return { keys, codes };
}

const inOrder = alerts.map(({ key }) => key);

/** Of another process, or of one that has too much to remember: what stands behind has to be told by its time alone. */
const forgetful: ScrollMemory = { add: () => undefined, knows: () => undefined };

test.each([
  ['obeys', 'remembered', true, undefined],
  ['ignores', 'remembered', false, undefined],
  ['obeys', 'forgotten', true, forgetful],
  ['ignores', 'forgotten', false, forgetful],
])(
  'a list that nothing moves in is read once where the vendor %s the lower bound and the pages are %s',
  async (_, __, obeysFrom, memory) => {
    expect((await readWhole({ obeysFrom, ...(memory && { memory }) })).keys).toEqual(inOrder);
  },
);

test('of more growing alerts than a cursor names, the one that was given out is not met again, the other comes last', async () => {
  const { keys, codes } = await readWhole({ moves: [10, 150] });
  expect(keys).toEqual([...inOrder.filter((key) => key !== 'a-150'), 'a-150']);
  expect(codes.every((code) => code === undefined)).toBe(true);
});

test('where the pages before are forgotten, it says that some may come twice, and loses none', async () => {
  const { keys, codes } = await readWhole({ moves: [10, 150], memory: forgetful });
  expect(new Set(keys)).toEqual(new Set(inOrder));
  expect(keys.slice(-2)).toEqual(['a-150', 'a-10']);
  expect(codes.at(-1)).toBe('order_may_shift');
});

test('a list of one page is not remembered: nobody asks for it, and others may still scroll', async () => {
  const remembered: string[] = [];
  const memory: ScrollMemory = { add: (_, keys) => void remembered.push(...keys), knows: () => undefined };
  expect((await readWhole({ count: 40, memory })).keys).toEqual(inOrder.slice(0, 40));
  expect(remembered).toEqual([]);
});

test('each page is remembered with those before it, the oldest are forgotten, and what comes after them as well', () => {
  const memory = createScrollMemory();
  const first = memory.add(undefined, ['a']);
  const second = memory.add(first, ['b']);
  const other = memory.add(first, ['c']);
  expect(['a', 'b', 'c'].map((key) => memory.knows(second)?.(key))).toEqual([true, true, false]);
  expect(['a', 'b', 'c'].map((key) => memory.knows(other)?.(key))).toEqual([true, false, true]);
  for (let page = 0; page < 4_000; page += 1) memory.add(undefined, []);
  expect(memory.knows(second)).toBeUndefined();
  expect(memory.add(second, ['d'])).toBeUndefined();
});
